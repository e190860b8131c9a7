-- One round trip of a checkpoint: beat, keep the state, tell the sockets, look what waits.
-- KEYS: the order, the paused bands, the job's hash ('' for a mere look)
-- ARGV: own band, width of a band, state ('' keeps the old one), payload, channels to send it to
local order, paused, job = KEYS[1], KEYS[2], KEYS[3]
local band, width, state, payload = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3], ARGV[4]
local requested = ''

if job ~= '' then
  local now = redis.call('TIME')
  redis.call('HSET', job, 'heartbeat', now[1])
  if state ~= '' then redis.call('HSET', job, 'state', state) end
  requested = redis.call('HGET', job, 'requested') or ''
  -- Raised while it ran: only bands above the new one count.
  band = tonumber(redis.call('HGET', job, 'band') or band)
end
for i = 5, #ARGV do redis.call('PUBLISH', ARGV[i], payload) end

local best = ''
for above = 0, band - 1 do
  if best == '' and redis.call('SISMEMBER', paused, above) == 0 then
    local found = redis.call(
      'ZRANGEBYSCORE', order, above * width, '(' .. (above + 1) * width, 'LIMIT', 0, 1)
    best = found[1] or ''
  end
end
return {best, requested, redis.call('SISMEMBER', paused, band), band}
