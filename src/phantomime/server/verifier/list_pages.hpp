#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

#include "phantomime/contract/contract.hpp"
#include "phantomime/server/verifier/asker.hpp"

namespace phantomime::server {

/// All pages of a list, or why they are not all there.
struct ListPages {
  std::vector<std::shared_ptr<const Json>> pages;  ///< empty where they are not all there
  std::string missing;                             ///< why
  std::size_t requests = 0;                        ///< that it took
};

/// Fetches the pages of a list whose first answer is known, until one is empty, or at most `most` of them.
[[nodiscard]] ListPages fetch_pages(const contract::Listing& listing, const http::Request& request,
                                    const LiveAnswer& first, Asker& asker, Identity identity, std::size_t most);

}  // namespace phantomime::server
