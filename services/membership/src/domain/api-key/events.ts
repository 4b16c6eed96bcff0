// What can happen to an API key. The stream is `key/<keyId>`; each event carries the key's whole state,
// since the topic it goes to is compacted. The secret is in none of them.
import type { ApiKeyState } from '@copse/contracts';
import type { DomainEvent } from '@copse/event-store';

export type ApiKeyEvent = DomainEvent<'key-issued', ApiKeyState> | DomainEvent<'key-revoked', ApiKeyState>;
