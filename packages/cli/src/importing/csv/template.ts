// A field's text made of columns: `post-{id}`, `{1}`, `{file}:{row}`. `{{` and `}}` stand for braces.

/** What a template may name besides columns. */
export const BUILT_IN_NAMES = ['file', 'row'] as const;

/** A template taken apart: texts and names in turn, beginning and ending with a text. */
export interface Template {
  readonly texts: readonly string[];
  readonly names: readonly string[];
}

/** A template that cannot be read. */
export class TemplateError extends Error {
  override readonly name = 'TemplateError';
}

/** Takes a template apart. Throws TemplateError for a brace without its partner. */
export function parseTemplate(source: string): Template {
  const texts: string[] = [];
  const names: string[] = [];
  let text = '';
  for (let at = 0; at < source.length; at += 1) {
    const character = source.charAt(at);
    if ((character === '{' || character === '}') && source.charAt(at + 1) === character) {
      text += character;
      at += 1;
    } else if (character === '{') {
      const end = source.indexOf('}', at);
      const name = source.slice(at + 1, end).trim();
      if (end === -1 || name === '')
        throw new TemplateError(`"${source}" has a { without a column's name and }; write {{ for a brace`);
      texts.push(text);
      names.push(name);
      text = '';
      at = end;
    } else if (character === '}') {
      throw new TemplateError(`"${source}" has a } without {; write }} for a brace`);
    } else {
      text += character;
    }
  }
  return { texts: [...texts, text], names };
}

/** Fills a template in. `valueOf` knows every name: names are checked before the first row. */
export function fillTemplate(template: Template, valueOf: (name: string) => string): string {
  let filled = template.texts[0] ?? '';
  for (const [index, name] of template.names.entries())
    filled += valueOf(name) + (template.texts[index + 1] ?? '');
  return filled;
}

/** Whether every column the template names is empty in this row: the field is absent then. */
export function isBlank(template: Template, valueOf: (name: string) => string): boolean {
  return template.names.length > 0 && template.names.every((name) => valueOf(name) === '');
}
