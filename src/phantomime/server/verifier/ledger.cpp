#include "phantomime/server/verifier/ledger.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>

#include "phantomime/base/ascii.hpp"
#include "phantomime/base/digest.hpp"
#include "phantomime/net/system_error.hpp"
#include "phantomime/net/write_all.hpp"

namespace phantomime::server {
namespace {

constexpr const char* ledger_name = "ledger.jsonl";
constexpr std::size_t most_ledger_bytes = 64u << 20;

Error cannot(const std::string& what, const std::string& path, int error) {
  return {ErrorCode::io,
          "cannot " + what + " the ledger " + path + ": " + net::system_reason(error),
          {},
          "nothing that creates is sent without it; choose another folder with XDG_STATE_HOME"};
}

Result<std::string> read_whole(int file, const std::string& path) {
  std::string bytes;
  std::array<char, 65536> part;
  for (;;) {
    const ssize_t got = ::read(file, part.data(), part.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return cannot("read", path, errno);
    if (got == 0) return bytes;
    bytes.append(part.data(), static_cast<std::size_t>(got));
    if (bytes.size() > most_ledger_bytes) return cannot("read", path, EFBIG);
  }
}

}  // namespace

Result<Ledger> Ledger::open(const std::string& folder) {
  auto opened = net::PrivateFolder::open(folder, "choose another folder with XDG_STATE_HOME");
  if (!opened) return opened.error();
  if (auto locked = opened->lock(net::PrivateFolder::Lock::exclusive); !locked) return locked.error();
  const std::string path = opened->path_of(ledger_name);
  Ledger ledger{std::move(*opened), path};
  ledger.file_ = net::Descriptor{::open(path.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600)};
  if (!ledger.file_) return cannot("open", path, errno);
  struct stat status {};
  if (::fstat(ledger.file_.value(), &status) != 0) return cannot("open", path, errno);
  if (!S_ISREG(status.st_mode) || status.st_uid != ::geteuid()) return cannot("open", path, EPERM);
  if ((status.st_mode & 0077) != 0 && ::fchmod(ledger.file_.value(), 0600) != 0) return cannot("protect", path, errno);
  if (auto loaded = ledger.load(); !loaded) return loaded.error();
  // The disk must have its name too.
  const net::Descriptor around{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
  if (!around || ::fsync(around.value()) != 0) return cannot("keep", path, errno);
  return ledger;
}

Result<void> Ledger::load() {
  auto bytes = read_whole(file_.value(), path_);
  if (!bytes) return bytes.error();
  std::string_view rest = *bytes;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    // Torn: whoever wrote it sent nothing.
    if (end == std::string_view::npos) {
      if (::ftruncate(file_.value(), static_cast<off_t>(bytes->size() - rest.size())) != 0)
        return cannot("mend", path_, errno);
      break;
    }
    if (const auto line = read_ledger_line(rest.substr(0, end + 1)))
      take(*line);
    else if (end > 0)
      ++damaged_;
    rest.remove_prefix(end + 1);
  }
  return {};
}

void Ledger::take(const LedgerLine& line) {
  const auto known = std::find_if(open_.begin(), open_.end(),
                                  [&](const LedgerEntry& entry) { return entry.marker == line.entry.marker; });
  switch (line.kind) {
    case LedgerLine::Kind::intent:
      if (known == open_.end()) open_.push_back(line.entry);
      break;
    case LedgerLine::Kind::made:
      if (known == open_.end()) break;
      known->id = line.entry.id;
      known->answered = true;
      break;
    case LedgerLine::Kind::gone:
      if (known != open_.end()) open_.erase(known);
      break;
  }
}

Result<void> Ledger::append(const LedgerLine& line) {
  if (const int error = net::write_all(file_.value(), ledger_line(line))) return cannot("write", path_, error);
  if (::fdatasync(file_.value()) != 0) return cannot("write", path_, errno);
  take(line);
  return {};
}

Result<void> Ledger::intend(const LedgerEntry& entry) { return append({LedgerLine::Kind::intent, entry}); }

Result<void> Ledger::made(std::string_view marker, std::string_view id) {
  return append({LedgerLine::Kind::made, {std::string{marker}, {}, std::string{id}, {}, true}});
}

Result<void> Ledger::gone(std::string_view marker) {
  return append({LedgerLine::Kind::gone, {std::string{marker}, {}, {}, {}, false}});
}

std::string ledger_folder(std::string_view target) {
  std::string origin{target};
  while (origin.ends_with('/')) origin.pop_back();
  std::transform(origin.begin(), origin.end(), origin.begin(), to_lower);
  return net::user_state_folder("verify/" + sha256(origin).substr(0, 16));
}

}  // namespace phantomime::server
