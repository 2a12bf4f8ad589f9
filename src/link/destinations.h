/* destinations.h - the STOMP queue names of the host link. */
#pragma once

#define LINK_REQUESTS     "jms.topic.vdsm_requests"
#define LINK_IRS_REQUESTS "jms.topic.vdsm_irs_requests"
#define LINK_RESPONSES    "jms.topic.vdsm_responses"
#define LINK_EVENTS       "jms.queue.events"
#define LINK_JSON         "application/json"
