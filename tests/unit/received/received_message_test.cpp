#include "send_bounce/received/received_message.h"
