#pragma once

namespace phantomime::cli {

/// Raises this process's soft limit of open files as far as the hard one lets it, up to what a server with all its
/// connections needs: most systems begin at 1,024, and every connection is one. Nothing happens where it may not.
void raise_descriptor_limit() noexcept;

}  // namespace phantomime::cli
