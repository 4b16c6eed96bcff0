// Keys per identity, sealing of personal parts, keyed references.
export { SealBrokenError } from './cipher.ts';
export { parseMasterKey } from './derived-keys.ts';
export {
  MasterKeyMismatchError,
  createKeyring,
  keyringMigrations,
  type Keyring,
  type SealText,
  type SealingContext,
} from './keyring.ts';
export { createReferences, type References } from './references.ts';
