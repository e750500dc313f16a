#include <array>

#include "phantomime/server/admin_routes/groups.hpp"

namespace phantomime::server {

std::span<const AdminGroup> admin_groups() {
  static const std::array groups = {
      health_routes(), stub_routes(),  journal_routes(), near_miss_routes(), verify_routes(),  fault_routes(),
      clock_routes(),  state_routes(), reset_routes(),   space_routes(),     metrics_routes(), openapi_routes(),
  };
  return groups;
}

}  // namespace phantomime::server
