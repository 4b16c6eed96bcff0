// Metrics: one prom-client registry per process. Rooms ask for a metric by name and get the same one, so
// that several services may share a process.
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

export type { Counter, Gauge, Histogram } from 'prom-client';

/** A metric's name (unit at its end, such as `_seconds` or `_total`), its meaning and its labels. */
export interface MetricDeclaration<Label extends string = string> {
  readonly name: string;
  readonly help: string;
  /** Bounded sets of values only: never a tenant's ids. */
  readonly labelNames?: readonly Label[];
}

/** The metrics of one process. */
export interface Metrics {
  readonly registry: Registry;
  counter<Label extends string>(declaration: MetricDeclaration<Label>): Counter<Label>;
  gauge<Label extends string>(declaration: MetricDeclaration<Label>): Gauge<Label>;
  histogram<Label extends string>(
    declaration: MetricDeclaration<Label> & { readonly buckets: readonly number[] },
  ): Histogram<Label>;
  /** Prometheus' text exposition. */
  render(): Promise<{ readonly contentType: string; readonly body: string }>;
}

/** How often the event loop is looked at for its delay; ten times as often, which is the default, is a third of what idling costs. */
const EVENT_LOOP_LOOK_MS = 100;

/** A registry, with Node's own metrics (memory, event loop, garbage collection) unless told otherwise. */
export function createMetrics(options: { readonly processMetrics?: boolean } = {}): Metrics {
  const registry = new Registry();
  if (options.processMetrics !== false)
    collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: EVENT_LOOP_LOOK_MS });
  const findOrMake = <M>(name: string, make: () => M): M =>
    (registry.getSingleMetric(name) as M | undefined) ?? make();
  return {
    registry,
    counter: (declaration) =>
      findOrMake(declaration.name, () => new Counter(configure(declaration, registry))),
    gauge: (declaration) => findOrMake(declaration.name, () => new Gauge(configure(declaration, registry))),
    histogram: (declaration) =>
      findOrMake(
        declaration.name,
        () => new Histogram({ ...configure(declaration, registry), buckets: [...declaration.buckets] }),
      ),
    render: async () => ({ contentType: registry.contentType, body: await registry.metrics() }),
  };
}

function configure<Label extends string>(declaration: MetricDeclaration<Label>, registry: Registry) {
  return {
    name: declaration.name,
    help: declaration.help,
    labelNames: [...(declaration.labelNames ?? [])],
    registers: [registry],
  };
}
