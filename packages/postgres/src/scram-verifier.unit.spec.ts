import { createHash, createHmac } from 'node:crypto';
import { expect, it } from 'vitest';
import { createScramVerifier } from './scram-verifier.ts';

// The exchange published in RFC 7677: user "user", password "pencil".
const SALT = 'W22ZaJ0SNY7soEsUEjb6gQ==';
const AUTH_MESSAGE =
  'n=user,r=rOprNGfwEbeRWgbNEkqO,' +
  'r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096,' +
  'c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0';
const CLIENT_PROOF = 'dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=';
const SERVER_SIGNATURE = '6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=';

it('a verifier accepts the proof and gives the signature of the RFC’s example', () => {
  const [, iterations, salt, storedKey = '', serverKey = ''] =
    /^SCRAM-SHA-256\$(\d+):([^$]+)\$([^:]+):(.+)$/.exec(
      createScramVerifier('pencil', Buffer.from(SALT, 'base64')),
    ) ?? [];
  expect([iterations, salt]).toEqual(['4096', SALT]);
  const stored = Buffer.from(storedKey, 'base64');
  const sign = (key: Buffer): Buffer => createHmac('sha256', key).update(AUTH_MESSAGE).digest();
  expect(sign(Buffer.from(serverKey, 'base64')).toString('base64')).toBe(SERVER_SIGNATURE);
  // The client's key is its proof XOR the signature under the stored key, and hashes to the stored key.
  const proof = Buffer.from(CLIENT_PROOF, 'base64');
  const clientKey = sign(stored).map((byte, index) => byte ^ (proof[index] ?? 0));
  expect(createHash('sha256').update(clientKey).digest()).toEqual(stored);
});

it('is another each time', () => {
  expect(createScramVerifier('pencil')).not.toBe(createScramVerifier('pencil'));
});
