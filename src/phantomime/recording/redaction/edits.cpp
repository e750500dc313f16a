#include "phantomime/recording/redaction/edits.hpp"

#include <algorithm>

namespace phantomime::recording {

void Edits::sort() {
  std::sort(edits_.begin(), edits_.end(), [](const Edit& a, const Edit& b) { return a.begin < b.begin; });
}

void Edits::add_where_free(Edits more) {
  sort();
  const std::size_t count = edits_.size();
  for (Edit& edit : more.edits_) {
    const auto end = edits_.begin() + static_cast<std::ptrdiff_t>(count);
    const auto next =
        std::lower_bound(edits_.begin(), end, edit.end, [](const Edit& a, std::size_t at) { return a.begin < at; });
    if (next == edits_.begin() || std::prev(next)->end <= edit.begin) edits_.push_back(std::move(edit));
  }
}

std::string Edits::applied(std::string_view text, std::size_t size) {
  sort();
  size = std::min(size, text.size());
  std::string out;
  out.reserve(size);
  std::size_t copied = 0;
  for (const Edit& edit : edits_) {
    if (edit.begin < copied || edit.end > size) continue;
    out.append(text.substr(copied, edit.begin - copied)).append(edit.text);
    copied = edit.end;
  }
  return out.append(text.substr(copied, size - copied));
}

std::size_t Edits::cut_before(std::size_t wanted) {
  sort();
  for (auto edit = edits_.rbegin(); edit != edits_.rend(); ++edit)
    if (edit->context < wanted && wanted < edit->end) wanted = edit->context;
  return wanted;
}

}  // namespace phantomime::recording
