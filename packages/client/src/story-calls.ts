// Value-creation stories, from draft to publication.
import { randomUUID } from 'node:crypto';
import type { FrameworkVersion, ValueCycle } from '@copse/contracts';
import type { Transport, TransportResponse } from './transport.ts';

export interface StoryStepDraft {
  readonly cycle: ValueCycle;
  readonly text: string;
  /** Whether the value was created or destroyed. */
  readonly sign: 'positive' | 'negative';
  readonly occurredAt?: string;
}

export interface StoryDraft {
  readonly community: string;
  readonly frameworkVersion: FrameworkVersion;
  readonly teller?: { readonly personId: string };
  readonly title?: string;
  readonly narrative?: string;
  readonly steps: readonly StoryStepDraft[];
}

/** A story at a version: `etag` goes with the next change. */
export interface StoryAtVersion {
  readonly storyId: string;
  readonly etag: string;
}

export interface StoryCalls {
  draftStory(draft: StoryDraft): Promise<StoryAtVersion>;
  submitStory(story: StoryAtVersion): Promise<StoryAtVersion>;
  /** With the teller's consent, which is recorded. */
  publishStory(story: StoryAtVersion): Promise<StoryAtVersion>;
}

export function createStoryCalls(transport: Transport): StoryCalls {
  const change = async (story: StoryAtVersion, action: string, body?: unknown): Promise<StoryAtVersion> =>
    toStory(
      await transport.request<{ storyId: string }>({
        method: 'POST',
        path: `/v1/stories/${encodeURIComponent(story.storyId)}/${action}`,
        headers: { 'if-match': story.etag },
        repeatable: true,
        ...(body === undefined ? {} : { body }),
      }),
    );
  return {
    draftStory: async (draft) =>
      toStory(
        await transport.request<{ storyId: string }>({
          method: 'POST',
          path: '/v1/stories',
          body: draft,
          // The same draft under the same key is made once, so a lost answer may be asked for again.
          headers: { 'idempotency-key': randomUUID() },
          repeatable: true,
        }),
      ),
    submitStory: async (story) => await change(story, 'submit'),
    publishStory: async (story) => await change(story, 'publish', { consent: true }),
  };
}

function toStory({ body, etag }: TransportResponse<{ storyId: string }>): StoryAtVersion {
  return { storyId: body.storyId, etag: etag ?? '' };
}
