// How a room declares its variables: TypeBox schemas with a description, an example, and whether the value
// is a secret, so that faults can be explained and printed configurations stay clean.
import Type from 'typebox';

/** How much of a value may be shown: nothing, everything but a URL's password, or all. */
export type Secrecy = 'value' | 'url-password';

/** The schema keyword that marks a secret. */
export const SECRECY = 'x-copse-secret';

interface Explained {
  readonly description: string;
  /** Shown when the variable is missing or wrong; never a value that works. */
  readonly example: string;
}

/** A text that nobody may see; read from `NAME_FILE` where that is set. Defaults of the world are refused. */
export function SecretVariable(
  options: Explained & { readonly minLength?: number; readonly pattern?: string },
) {
  const { example, ...rest } = options;
  return Type.String({ minLength: 16, ...rest, examples: [example], [SECRECY]: 'value' satisfies Secrecy });
}

/** 32 random bytes as 64 hex digits or as base64. Decode it with `decodeKeyBytes`. */
export function KeyBytesVariable(options: { readonly description: string }) {
  return SecretVariable({
    ...options,
    minLength: 43,
    pattern: '^([0-9a-fA-F]{64}|[A-Za-z0-9+/_-]{43}=?)$',
    example: '64 hex digits, as "openssl rand -hex 32" prints them',
  });
}

/** A URL that may carry a password. Whether it can be read as one is checked by `loadConfig`. */
export function UrlVariable(
  options: Explained & { readonly protocols: readonly string[]; readonly pathNeeded?: boolean },
) {
  const { example, protocols, pathNeeded = false, ...rest } = options;
  return Type.String({
    ...rest,
    minLength: 1,
    pattern: `^(${protocols.join('|')})://[^\\s]+${pathNeeded ? '/[^\\s/]+' : ''}$`,
    examples: [example],
    [SECRECY]: 'url-password' satisfies Secrecy,
  });
}

/** A TCP port. 0 lets the system choose. */
export function PortVariable(options: { readonly description: string; readonly default: number }) {
  return Type.Integer({ minimum: 0, maximum: 65_535, examples: [String(options.default)], ...options });
}

/** The bytes of a `KeyBytesVariable`, 32 of them. */
export function decodeKeyBytes(text: string): Buffer {
  const bytes = text.length === 64 ? Buffer.from(text, 'hex') : Buffer.from(text, 'base64');
  if (bytes.length !== 32) throw new RangeError(`a key has 32 bytes, this one ${bytes.length}`);
  return bytes;
}

/** How secret a property of a schema is; null where it is not. */
export function readSecrecy(property: object | undefined): Secrecy | null {
  const mark: unknown = property === undefined ? undefined : Reflect.get(property, SECRECY);
  return mark === 'value' || mark === 'url-password' ? mark : null;
}
