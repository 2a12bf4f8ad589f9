-- Asks for one of many: PREFIX, then the id of one of COUNT VMs of tests/bench/fleet.py.
local prefix, count
function init(arguments)
   prefix, count = arguments[1], tonumber(arguments[2])
   math.randomseed(os.time())
end

function request()
   return wrk.format(nil, string.format("%s00000003-0000-4000-8000-%012x", prefix,
                                        math.random(0, count - 1)))
end
