// An API key as its stream tells it.
import type { ApiKeyState } from '@copse/contracts';

export type KeyState = { readonly status: 'unknown' } | ApiKeyState;
