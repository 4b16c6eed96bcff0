// Keys per identity, sealing of personal parts, keyed references.
export { SealBrokenError } from './cipher.ts';
export { parseMasterKey } from './derived-keys.ts';
export { MasterKeyMismatchError } from './data-keys.ts';
export {
  createKeyring,
  keyringMigrations,
  type Keyring,
  type SealText,
  type SealingContext,
  type Unseal,
} from './keyring.ts';
export { createReferences, type References, type TenantReferences } from './references.ts';
