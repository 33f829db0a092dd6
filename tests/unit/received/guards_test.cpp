#include "send_bounce/received/guards.h"
