// Logs: JSON lines by pino. Secrets are kept out twice: by name before a line is composed, and by shape
// in the composed line, since an error's text may quote a key or a URL.
import pino from 'pino';
import pretty from 'pino-pretty';
import { serializeError } from './error-serializer.ts';

/** pino's logger: facts first, then a sentence. */
export type Logger = pino.Logger;

/** The levels a service can be told to log at; `silent` logs nothing. */
export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** How a logger behaves. */
export interface LoggerOptions {
  /** The service, as it stands in each line. */
  readonly name: string;
  /** Default `info`. */
  readonly level?: LogLevel;
  /** For people at a terminal instead of JSON lines. Default false. */
  readonly pretty?: boolean;
  /** Where lines go; standard output unless given. */
  readonly destination?: pino.DestinationStream;
}

const SECRET_NAMES = [
  'authorization',
  'cookie',
  'key',
  'apiKey',
  'adminKey',
  'masterKey',
  'secret',
  'password',
  'servicePassword',
  'token',
  'plaintext',
];
const REDACTED = '[redacted]';
const DEPTHS = ['', '*.', '*.*.'];

const SHAPES: readonly (readonly [RegExp, string])[] = [
  // A secret-named text at any depth, as it stands in JSON.
  [new RegExp(`"(${SECRET_NAMES.join('|')})":"(?:[^"\\\\]|\\\\.)*"`, 'gi'), `"$1":"${REDACTED}"`],
  // An API key anywhere, such as in an error's text.
  [/copse_([0-9a-f]{16})_[A-Za-z0-9_-]{43}/g, `copse_$1_${REDACTED}`],
  [/\bBearer\s+[^\s"\\]+/gi, `Bearer ${REDACTED}`],
  // The password of a URL.
  [/([a-z][a-z0-9+.-]*:\/\/[^\s:@/"\\]*):[^\s@/"\\]+@/gi, `$1:${REDACTED}@`],
];

/** Takes what looks like a secret out of a text, such as an error's message that is shown to a person. */
export function redactText(text: string): string {
  return SHAPES.reduce((redacted, [shape, replacement]) => redacted.replace(shape, replacement), text);
}

/** A logger that writes no secret: names are redacted three levels deep, shapes everywhere. */
export function createLogger(options: LoggerOptions): Logger {
  const settings: pino.LoggerOptions = {
    name: options.name,
    level: options.level ?? 'info',
    timestamp: pino.stdTimeFunctions.isoTime,
    serializers: { error: serializeError, err: serializeError },
    redact: {
      paths: DEPTHS.flatMap((depth) => SECRET_NAMES.map((name) => `${depth}${name}`)),
      censor: REDACTED,
    },
    hooks: { streamWrite: redactText },
  };
  const destination = options.destination ?? pino.destination({ fd: 1, sync: true });
  if (options.pretty !== true) return pino(settings, destination);
  return pino(settings, pretty({ destination, sync: true, ignore: 'pid,hostname' }));
}
