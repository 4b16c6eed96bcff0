// Which public event a recorded one becomes, and which topic it goes to. The mapping is total: an event type
// nobody placed stops the relay by name instead of being skipped.

/** Private type to public type; null keeps it inside the service. */
export type PublicTypes = Readonly<Record<string, string | null>>;

/** Where a private type goes: `topic` is an index into `topics`. */
export interface EventRoute {
  readonly type: string;
  readonly publicType: string;
  readonly topic: number;
}

/** A service's mapping, resolved. */
export interface EventRoutes {
  /** CloudEvents source, `copse/<service>`. */
  readonly source: string;
  readonly topics: readonly string[];
  readonly routes: readonly EventRoute[];
  /** Types that stay inside. */
  readonly privateTypes: readonly string[];
}

/** Resolves a mapping; `topicOf` says which topic a public type goes to where it is not the default one. */
export function resolveRoutes(options: {
  source: string;
  topic: string;
  publicTypes: PublicTypes;
  topicOf?: ((publicType: string) => string) | undefined;
}): EventRoutes {
  const { source, topic, publicTypes, topicOf = () => topic } = options;
  const entries = Object.entries(publicTypes);
  const published = entries.flatMap(([type, publicType]) =>
    publicType === null ? [] : [{ type, publicType, topic: topicOf(publicType) }],
  );
  const topics = [...new Set([topic, ...published.map((route) => route.topic)])];
  return {
    source,
    topics,
    routes: published.map(({ type, publicType, topic: name }) => ({
      type,
      publicType,
      topic: topics.indexOf(name),
    })),
    privateTypes: entries.flatMap(([type, publicType]) => (publicType === null ? [type] : [])),
  };
}
