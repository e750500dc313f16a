#include "phantomime/recording/redaction/vault.hpp"

namespace phantomime::recording {

std::string Vault::placeholder_of(std::string_view secret) const {
  if (KnownSecrets::spreads(secret)) {
    const std::shared_lock lock{mutex_};
    if (const KnownSecrets::Entry* known = known_.find(secret)) return known->placeholder;
  }
  return drawn(secret);
}

/// Passwords that are common words are not searched for everywhere, but come with every request.
std::string Vault::drawn(std::string_view secret) const {
  {
    const std::shared_lock lock{drawn_mutex_};
    if (const auto found = drawn_.find(std::string{secret}); found != drawn_.end()) return found->second;
  }
  std::string placeholder = placeholders_.of(secret);
  if (secret.size() > KnownSecrets::longest) return placeholder;
  const std::unique_lock lock{drawn_mutex_};
  if (drawn_.size() >= most_drawn) drawn_.clear();
  drawn_.emplace(secret, placeholder);
  return placeholder;
}

void Vault::know(std::string_view secret, std::string_view placeholder, std::string_view kind) {
  if (KnownSecrets::spreads(secret)) {
    {
      const std::shared_lock lock{mutex_};
      if (known_.find(secret)) return;
    }
    const std::unique_lock lock{mutex_};
    known_.add(secret, placeholder, kind);
    learned_.fetch_add(1, std::memory_order_relaxed);
    state_.fetch_add(1, std::memory_order_release);
  }
  know_placeholder(placeholder);
}

void Vault::know_placeholder(std::string_view placeholder) {
  if (placeholder.size() < shortest_placeholder || is_placeholder(placeholder)) return;
  const std::unique_lock lock{mutex_};
  if (!given_.emplace(placeholder).second) return;
  state_.fetch_add(1, std::memory_order_release);
  given_order_.emplace_back(placeholder);
  if (given_order_.size() <= most_placeholders) return;
  given_.erase(given_order_.front());
  given_order_.pop_front();
}

bool Vault::is_placeholder(std::string_view text) const {
  if (text.size() < shortest_placeholder) return false;
  const std::shared_lock lock{mutex_};
  return given_.count(std::string{text}) > 0;
}

Edits Vault::known_in(std::string_view text, ExchangeSecrets& secrets, std::string_view where) const {
  Edits edits;
  const std::shared_lock lock{mutex_};
  for (KnownSecrets::Hit& hit : known_.search(text)) {
    secrets.add(where, hit.entry->kind, hit.entry->placeholder);
    edits.replace(hit.begin, hit.end, std::move(hit.text));
  }
  return edits;
}

std::vector<std::string> Vault::known() const {
  const std::shared_lock lock{mutex_};
  std::vector<std::string> secrets;
  for (const KnownSecrets::Entry& entry : known_.entries()) secrets.push_back(entry.secret);
  return secrets;
}

}  // namespace phantomime::recording
