#pragma once

#include <sys/resource.h>

namespace phantomime::cli {

/// Raises this process's soft limit of open files as far as the hard one lets it, up to what a server with all its
/// connections needs: most systems begin at 1,024, and every connection is one. Nothing happens where it may not.
void raise_descriptor_limit() noexcept;

/// The limit as it was before it was raised, for programs that we start: some close every descriptor there may be, and
/// some cannot use those from 1,024 on. `rlim_max` 0: it was not raised.
[[nodiscard]] rlimit descriptor_limit_before() noexcept;

}  // namespace phantomime::cli
