#pragma once

#include "sim/service/account.hpp"

namespace ddbsim::service {

/// What is kept of auto scaling settings (nothing scales by itself): the update on top of what
/// there was. Policies are told apart by name.
void set_scaling(const Optional<AutoScalingSettingsUpdate>& update,
                 Optional<AutoScalingSettingsDescription>& settings);

}  // namespace ddbsim::service
