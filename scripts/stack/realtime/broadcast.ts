/** Broadcasts from clients. */
import type { Sender } from './member.ts'
import type { Push } from './protocol.ts'
import type { Services } from './services.ts'

/** Passes a broadcast on to everyone else on the topic (to the sender too if it wants its own). Without permission it is dropped, as hosted. */
export function handleBroadcast(channel: Sender, push: Push, services: Services): Promise<void> | void {
  if (push.persist) return channel.reply(push.ref, 'error', { error: 'Storing a broadcast is not supported; use realtime.send in SQL' })
  const can = channel.writes('broadcast')
  if (typeof can === 'boolean') return pass(can, channel, push, services)
  return can.then((can) => pass(can, channel, push, services))
}

function pass(can: boolean, channel: Sender, push: Push, services: Services): void {
  if (!can || !push.broadcast) return
  const { json, binary } = push.broadcast
  if ((binary?.length ?? Buffer.byteLength(json ?? '')) > services.limits.messageBytes) {
    if (channel.ack) channel.reply(push.ref, 'error', { reason: 'payload_size_exceeded' })
    return
  }
  services.hub.broadcast(channel.topic, channel.private, push.broadcast, channel.self ? {} : { except: channel })
  if (channel.ack) channel.reply(push.ref, 'ok')
}
