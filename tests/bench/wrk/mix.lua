-- What a day of clients does: reads of one, pages of lists, searches, changes, adding and removing,
-- over COUNT VMs of tests/bench/fleet.py.  What is not 2xx is told at the end as an error.
local api = "/ovirt-engine/api/vms"
local count
local added, sequence = {}, 0
local threads = {}
local xml = { ["Content-Type"] = "application/xml" } -- and what every request has

function setup(thread)
   thread:set("number", #threads + 1)
   table.insert(threads, thread)
end

function init(arguments)
   count = tonumber(arguments[1])
   seed = os.time() * 8 + number
   math.randomseed(seed)
   failures = {}
   for name, value in pairs(wrk.headers) do
      xml[name] = value
   end
end

local function address(i)
   return string.format("%s/00000003-0000-4000-8000-%012x", api, i)
end

local function send(method, path, body)
   return wrk.format(method, path, body and xml or nil, body)
end

function request()
   local dice, i = math.random(1000), math.random(0, count - 1)
   if #added > 0 then
      return send("DELETE", table.remove(added))
   elseif dice <= 10 then
      sequence = sequence + 1
      return send("POST", api, string.format(
         "<vm><name>new-%d-%d</name><cluster><name>Default</name></cluster>" ..
         "<template><name>Blank</name></template></vm>", seed, sequence))
   elseif dice <= 30 then
      return send("PUT", address(i), string.format("<vm><comment>%d</comment></vm>", dice + i))
   elseif dice <= 130 then
      return send("GET", api .. "?max=" .. math.random(1, 50))
   elseif dice <= 230 then
      return send("GET", api .. "?search=name%3Dweb" .. i)
   end
   return send("GET", address(i))
end

function response(status, headers, body)
   if status == 201 then
      table.insert(added, body:match('href="([^"]+)"'))
   elseif status < 200 or status > 299 then
      failures[status] = (failures[status] or 0) + 1
   end
end

function done(summary, latency, requests)
   for _, thread in ipairs(threads) do
      for status, n in pairs(thread:get("failures")) do
         io.write(string.format("status %d: %d\n", status, n))
      end
   end
end
