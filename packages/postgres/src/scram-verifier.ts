// What PostgreSQL keeps of a password (SCRAM-SHA-256, RFC 5803). Computed on our side, so that the password
// itself is in no statement, where a server's log would keep it.
import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';

/** PostgreSQL's own defaults. */
const ITERATIONS = 4096;
const SALT_BYTES = 16;

/**
 * The verifier of a password, a new salt each time unless one is given. The password's bytes are taken as
 * they are: our driver prepares none for SASL either.
 */
export function createScramVerifier(password: string, salt: Buffer = randomBytes(SALT_BYTES)): string {
  const salted = pbkdf2Sync(password, salt, ITERATIONS, 32, 'sha256');
  const sign = (text: string): Buffer => createHmac('sha256', salted).update(text).digest();
  const storedKey = createHash('sha256').update(sign('Client Key')).digest();
  const texts = [salt, storedKey, sign('Server Key')].map((bytes) => bytes.toString('base64'));
  return `SCRAM-SHA-256$${ITERATIONS}:${texts[0]}$${texts[1]}:${texts[2]}`;
}
