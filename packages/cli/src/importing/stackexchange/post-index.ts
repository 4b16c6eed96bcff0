// Which post is what, whose, and under which question: 9 bytes for each id up to the highest, since
// comments and votes name posts anywhere in the dump.

export type PostKind = 'question' | 'answer' | 'tag-wiki' | 'other';

const KINDS: readonly PostKind[] = ['question', 'answer', 'tag-wiki', 'other'];

export interface IndexedPost {
  readonly kind: PostKind;
  /** Users.Id, null for a deleted account. */
  readonly ownerId: number | null;
  /** The question an answer belongs to. */
  readonly parentId: number | null;
}

export interface PostIndex {
  add(id: number, post: IndexedPost): void;
  find(id: number): IndexedPost | null;
}

/** Ids are positive; owners may be -1 (the site's bot). */
export function createPostIndex(): PostIndex {
  let kinds = new Uint8Array(1024);
  let owners = new Int32Array(1024);
  let parents = new Int32Array(1024);

  function grow(id: number): void {
    if (id < kinds.length) return;
    const size = Math.max(id + 1, kinds.length * 2);
    const [oldKinds, oldOwners, oldParents] = [kinds, owners, parents];
    kinds = new Uint8Array(size);
    owners = new Int32Array(size);
    parents = new Int32Array(size);
    kinds.set(oldKinds);
    owners.set(oldOwners);
    parents.set(oldParents);
  }

  return {
    add(id, post) {
      grow(id);
      kinds[id] = KINDS.indexOf(post.kind) + 1;
      owners[id] = post.ownerId ?? 0;
      parents[id] = post.parentId ?? 0;
    },
    find(id) {
      const kind = KINDS[(kinds[id] ?? 0) - 1];
      if (kind === undefined) return null;
      return { kind, ownerId: toId(owners[id]), parentId: toId(parents[id]) };
    },
  };
}

/** No user and no post has the id 0. */
function toId(value: number | undefined): number | null {
  return value === undefined || value === 0 ? null : value;
}
