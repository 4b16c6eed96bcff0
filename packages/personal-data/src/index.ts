// Keys per identity, sealing of personal parts, keyed references.
export { parseMasterKey } from './derived-keys.ts';
export { createKeyring, keyringMigrations, type Keyring, type SealingContext } from './keyring.ts';
export { createReferences, type References } from './references.ts';
