/** Telling others, over HTTP, what became of a job: deliveries that last, and a sender that cannot be turned inwards. */
export {
  type Announcement,
  answered,
  begun,
  type Delivery,
  DeliveryView,
  exhausted,
  isExhausted,
  isSuccess,
  renewed,
  type SendResult,
  viewOf,
} from './delivery.ts';
export { endpointProblem } from './endpoint.ts';
export { createOutbox, type Outbox } from './outbox.ts';
export { openSecrets, type WebhookSecrets } from './secrets.ts';
export { createSender, type Lookup, type Sender } from './sender.ts';
