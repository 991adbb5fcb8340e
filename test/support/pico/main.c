#include "gearbox.h"

int main(void)
{
    return gearbox_self_test();
}
