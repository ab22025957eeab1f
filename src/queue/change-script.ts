/**
 * The script that Redis runs to change a job: guards, one outcome of up to three, indexes, events, news. Knows nothing of
 * which moves there are.
 *
 * A change has guards (`from`, `unlessPhase`, `holder`, `turn`) and an outcome (`to`, `phase`, `fields`, `add`, `events`).
 * `ifPausing` is the outcome instead where a pause was asked for, `ifExhausted` where so many attempts (`deathsMax`) died. A change
 * with `create` makes the job, unless it is there. An attempt numbers its changes (`sequence`): one that comes a second time,
 * because its connection broke before the answer, is answered again and does nothing.
 */
import { KEY_PREFIX } from './connection.ts';

export const CHANGED_CHANNEL = `${KEY_PREFIX}:changed`;
/** Older events of a job are dropped beyond about this many. */
export const EVENTS_MAX = 20_000;

const READ = `
local function read(name, otherwise)
  return redis.call('HGET', KEYS[1], name) or otherwise
end
local function state(changed)
  return {changed, read('status', ''), read('phase', ''), tonumber(read('attempts', '0')), tonumber(read('turn', '0')),
    tonumber(read('tries', '0')), read('pausing', 'false') == 'true' and 1 or 0}
end
`;

/** Whether the guards let the change pass. */
const GUARDS = `
local function allowed(change, status)
  local from = false
  for _, name in ipairs(change.from) do from = from or name == status end
  if not from then return false end
  if change.unlessPhase and status == 'running' and change.unlessPhase == read('phase', '') then return false end
  if change.holder and change.holder ~= cjson.decode(read('holder', '""')) then return false end
  if change.turn and change.turn ~= tonumber(read('turn', '0')) then return false end
  return true
end
local function isRepeated(change)
  if not change.sequence then return false end
  local holder = change.holder or cjson.decode(change.fields.holder)
  return holder == cjson.decode(read('holder', '""')) and change.sequence <= tonumber(read('sequence', '0'))
end
local function outcomeOf(change)
  if change.ifPausing and read('pausing', 'false') == 'true' then return change.ifPausing end
  if change.ifExhausted and tonumber(read('deaths', '0')) >= change.deathsMax then return change.ifExhausted end
  return change
end
`;

const INDEXES = `
local function index(id, before, after, created, kind, needs)
  if before and before ~= after then redis.call('ZREM', '${KEY_PREFIX}:jobs:status:' .. before, id) end
  redis.call('ZADD', '${KEY_PREFIX}:jobs:status:' .. after, created, id)
  local queued = '${KEY_PREFIX}:jobs:queued:' .. kind
  if after == 'queued' then redis.call('ZADD', queued, created, id) else redis.call('ZREM', queued, id) end
  local unfinished = after == 'queued' or after == 'running' or after == 'paused'
  for _, name in ipairs(needs) do
    local needing = '${KEY_PREFIX}:jobs:needing:' .. name
    if unfinished then redis.call('ZADD', needing, created, id) else redis.call('ZREM', needing, id) end
  end
end
`;

/** Ids rise by themselves; where some that were told may be lost, the next one is beyond all that can have been. */
const EVENTS = `
local function append(event, beyond)
  local id = '*'
  if beyond then
    local last = redis.call('XREVRANGE', KEYS[2], '+', '-', 'COUNT', 1)[1]
    local time = tonumber(redis.call('TIME')[1]) * 1000
    local reached = last and tonumber(string.match(last[1], '^%d+')) + beyond or 0
    if reached > time then id = string.format('%.0f-0', reached) end
  end
  redis.call('XADD', KEYS[2], 'MAXLEN', '~', ${EVENTS_MAX}, id, 'type', event.type, 'at', event.at, 'data', event.data)
end
`;

export const SCRIPT = `${READ}${GUARDS}${INDEXES}${EVENTS}
local change = cjson.decode(ARGV[1])
local status = redis.call('HGET', KEYS[1], 'status')
local outcome = change
if change.create then
  if status then return state(0) end
  redis.call('ZADD', '${KEY_PREFIX}:jobs', change.create, change.id)
  if change.model then redis.call('ZADD', '${KEY_PREFIX}:jobs:model:' .. change.model, change.create, change.id) end
  redis.call('HSET', KEYS[1], 'createdMs', change.create)
elseif status and isRepeated(change) then
  return state(1)
else
  if not status or not allowed(change, status) then return state(0) end
  outcome = outcomeOf(change)
end
for name, value in pairs(outcome.fields) do redis.call('HSET', KEYS[1], name, value) end
for name, value in pairs(outcome.add) do redis.call('HINCRBY', KEYS[1], name, value) end
if change.sequence then redis.call('HSET', KEYS[1], 'sequence', change.sequence) end
redis.call('HSET', KEYS[1], 'status', outcome.to)
if outcome.phase then redis.call('HSET', KEYS[1], 'phase', outcome.phase) end
if outcome.to ~= 'running' then redis.call('HSET', KEYS[1], 'pausing', 'false') end
index(change.id, status, outcome.to, read('createdMs'), cjson.decode(read('kind', '"train"')), cjson.decode(read('needs', '[]')))
for _, event in ipairs(outcome.events) do append(event, change.beyond) end
local pausing = read('pausing', 'false') == 'true' and ' pausing' or ''
redis.call('PUBLISH', '${CHANGED_CHANNEL}', change.id .. ' ' .. outcome.to .. pausing)
return state(1)
`;

/** Removes what Redis has of a job that has ended. */
export const FORGET_SCRIPT = `${READ}
local status = read('status', '')
if status ~= 'succeeded' and status ~= 'failed' and status ~= 'cancelled' then return 0 end
local model = cjson.decode(read('model', 'null'))
redis.call('ZREM', '${KEY_PREFIX}:jobs', ARGV[1])
redis.call('ZREM', '${KEY_PREFIX}:jobs:status:' .. status, ARGV[1])
if type(model) == 'string' then redis.call('ZREM', '${KEY_PREFIX}:jobs:model:' .. model, ARGV[1]) end
redis.call('DEL', KEYS[1], KEYS[2])
return 1
`;
