// What a relay shows to operators.
import type { Metrics } from '@copse/observability';
import type { RelayLag } from './relay-lag.ts';

export interface RelayMetrics {
  lead(epoch: number): void;
  send(events: number): void;
  announce(at: string): void;
  showLag(lag: RelayLag): void;
  fail(): void;
}

/** Metrics of one relay, told from others of the process by the label `relay`. */
export function createRelayMetrics(metrics: Metrics, relay: string): RelayMetrics {
  const labelNames = ['relay'] as const;
  const epoch = metrics.gauge({
    name: 'copse_relay_epoch',
    help: 'Epoch of the relay that leads here',
    labelNames,
  });
  const sent = metrics.counter({
    name: 'copse_relay_events_total',
    help: 'Public events sent and acknowledged',
    labelNames,
  });
  const failures = metrics.counter({
    name: 'copse_relay_failures_total',
    help: 'Turns of the relay that failed',
    labelNames,
  });
  const watermark = metrics.gauge({
    name: 'copse_relay_watermark_seconds',
    help: 'Instant up to which everything recorded was announced as sent, Unix time',
    labelNames,
  });
  const lagEvents = metrics.gauge({
    name: 'copse_relay_lag_events',
    help: 'Events recorded and not yet sent',
    labelNames,
  });
  const lagSeconds = metrics.gauge({
    name: 'copse_relay_lag_seconds',
    help: 'Age of the oldest event not yet sent',
    labelNames,
  });
  return {
    lead: (value) => epoch.set({ relay }, value),
    send: (events) => sent.inc({ relay }, events),
    announce: (at) => watermark.set({ relay }, Date.parse(at) / 1000),
    showLag(lag) {
      lagEvents.set({ relay }, lag.events);
      lagSeconds.set({ relay }, lag.seconds);
    },
    fail: () => failures.inc({ relay }),
  };
}
