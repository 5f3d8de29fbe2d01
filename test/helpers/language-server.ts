/** The real yaml-language-server on a text with a `|` in it: what an editor would show there. */
import { readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { TextDocument } from 'vscode-languageserver-textdocument';
import { getLanguageService, type Position } from 'yaml-language-server';

const service = getLanguageService({
  schemaRequestService: async uri => readFileSync(new URL(uri), 'utf8'),
  workspaceContext: { resolveRelativePath: (path, resource) => new URL(path, resource).href },
  clientCapabilities: {
    textDocument: { completion: { completionItem: { documentationFormat: ['markdown'] } } },
  },
});
service.configure({ validate: true, hover: true, completion: true, hoverSchemaSource: false });

// The service remembers a document by its address and version.
let version = 0;

/** `file`: where the text would stand; its first comment names the schema from there. */
function open(text: string, file: string): { document: TextDocument; position: Position } {
  const document = TextDocument.create(pathToFileURL(file).href, 'yaml', ++version, text.replace('|', ''));
  return { document, position: document.positionAt(Math.max(0, text.indexOf('|'))) };
}

/** The keys or values that it offers, each with what it says of it. */
export async function completions(text: string, file: string): Promise<Map<string, string>> {
  const { document, position } = open(text, file);
  const { items } = await service.doComplete(document, position, false);
  return new Map(
    items.map(({ label, documentation = '' }) => [
      label,
      typeof documentation === 'string' ? documentation : documentation.value,
    ]),
  );
}

/** Markdown. */
export async function hover(text: string, file: string): Promise<string> {
  const { document, position } = open(text, file);
  const shown = await service.doHover(document, position);
  return shown === null ? '' : (shown.contents as { value: string }).value;
}

/** `LINE:COLUMN message` of each mark, counted from 1. */
export async function marks(text: string, file: string): Promise<string[]> {
  const { document } = open(text, file);
  const found = await service.doValidation(document, false);
  return found.map(({ range: { start }, message }) => `${start.line + 1}:${start.character + 1} ${message}`);
}
