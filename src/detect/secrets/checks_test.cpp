#include "detect/secrets/checks.h"

#include <algorithm>
#include <random>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "base/hash.h"
#include "rules/sample.h"

namespace sentinel {
namespace {

// Made up, always the same, and of the given alphabet.
std::string made_up(size_t length,
                    std::string_view alphabet = "abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789",
                    uint32_t seed = 1) {
  std::mt19937 random(seed);
  std::string out;
  for (size_t i = 0; i < length; ++i) out += alphabet[random() % alphabet.size()];
  return out;
}

CheckResult run(std::string_view check, const std::string& text, std::string_view capture) {
  const Check* found = find_check(check);
  EXPECT_NE(found, nullptr) << check;
  const size_t begin = text.find(capture);
  EXPECT_NE(begin, std::string::npos) << capture;
  return found->run({text, {static_cast<uint32_t>(begin), static_cast<uint32_t>(begin + capture.size())}});
}
CheckResult run(std::string_view check, const std::string& text) { return run(check, text, text); }

bool is_valid(const CheckResult& result) { return result.verdict == CheckVerdict::kValid; }

std::string evidence(const CheckResult& result, std::string_view name) {
  for (const Evidence& item : result.evidence) {
    if (item.name == name) return item.value;
  }
  return {};
}

std::string changed(std::string text, size_t at) {
  text[at] = text[at] == 'a' ? 'b' : 'a';
  return text;
}

TEST(Checks, AreSortedAndFound) {
  const auto checks = all_checks();
  ASSERT_FALSE(checks.empty());
  EXPECT_TRUE(std::is_sorted(checks.begin(), checks.end(),
                             [](const Check& a, const Check& b) { return a.name < b.name; }));
  for (const Check& check : checks) {
    EXPECT_EQ(find_check(check.name), &check);
    EXPECT_FALSE(check.what.empty()) << check.name;
  }
  EXPECT_EQ(find_check("no-such-check"), nullptr);
}

TEST(Checks, GithubAndNpmChecksums) {
  for (const std::string_view prefix : {"ghp_", "gho_", "ghu_", "ghs_", "ghr_", "npm_"}) {
    const std::string check = prefix == "npm_" ? "npm-token" : "github-token";
    const std::string body = made_up(prefix == "ghr_" ? 70 : 30);
    const std::string token = std::string(prefix) + body + base62_crc32(body);
    const CheckResult result = run(check, token);
    EXPECT_TRUE(is_valid(result)) << prefix;
    EXPECT_TRUE(result.proven) << prefix;
    for (const size_t at : {size_t{4}, token.size() / 2, token.size() - 1}) {
      EXPECT_FALSE(is_valid(run(check, changed(token, at)))) << prefix << at;
    }
  }
  // The example of an expired token whose owner published it.
  EXPECT_TRUE(is_valid(run("github-token", std::string("ghp_zQWBuTSOoRi4A9spHcVY5ncnsDk") + "xkJ0mLq17")));
  EXPECT_FALSE(is_valid(run("npm-token", "npm_")));
  EXPECT_FALSE(is_valid(run("github-token", "gh")));
}

TEST(Checks, GithubFineGrained) {
  EXPECT_TRUE(is_valid(run("github-token", "github_pat_" + made_up(22) + "_" + made_up(59))));
  EXPECT_FALSE(is_valid(run("github-token", "github_pat_" + made_up(21) + "_" + made_up(60))));
}

TEST(Checks, AtlassianAndCloudflareChecksums) {
  const std::string atlassian = "ATATT3xFfGF0" + made_up(171) + "=";
  const std::string cloudflare = made_up(40);
  struct Case {
    std::string_view check;
    std::string token;
  };
  for (const auto& [check, token] :
       {Case{"atlassian-token", atlassian + fmt::format("{:08X}", crc32(atlassian))},
        Case{"cloudflare-token", "cfut_" + cloudflare + fmt::format("{:08x}", crc32(cloudflare))},
        Case{"cloudflare-token", "cfast_" + cloudflare + fmt::format("{:08x}", crc32(cloudflare))}}) {
    const CheckResult result = run(check, token);
    EXPECT_TRUE(is_valid(result)) << token;
    EXPECT_TRUE(result.proven) << token;
    EXPECT_FALSE(result.confidence) << token;
    // A wrong checksum is doubtful, for no document says what it is taken over.
    for (const size_t at : {size_t{10}, token.size() - 1}) {
      const CheckResult doubtful = run(check, changed(token, at));
      EXPECT_TRUE(is_valid(doubtful)) << token << at;
      EXPECT_FALSE(doubtful.proven) << token << at;
      EXPECT_LT(doubtful.confidence.value_or(1), 0.9) << token << at;
    }
  }
  EXPECT_FALSE(is_valid(run("atlassian-token", "ATATT3" + made_up(100))));
  EXPECT_FALSE(is_valid(run("atlassian-token", "=1234567")));
  EXPECT_FALSE(is_valid(run("cloudflare-token", "cfut_" + made_up(47))));
  EXPECT_FALSE(is_valid(run("cloudflare-token", "cfut")));
}

std::string routable(std::string_view head) {
  const std::string payload = made_up(43);
  const std::string body = fmt::format("{}{}.01.17", head, payload);
  std::string checksum;
  for (uint64_t crc = crc32(body), i = 0; i < 7; ++i, crc /= 36)
    checksum.insert(0, 1, "0123456789abcdefghijklmnopqrstuvwxyz"[crc % 36]);
  return body + checksum;
}

TEST(Checks, GitlabRoutable) {
  for (const std::string_view head : {"glpat-", "gldt-", "glrt-t1_"}) {
    const std::string token = routable(head);
    const CheckResult result = run("gitlab-token", token);
    EXPECT_TRUE(is_valid(result)) << token;
    EXPECT_TRUE(result.proven) << token;
    for (const size_t at : {size_t{9}, token.size() / 2, token.size() - 1})
      EXPECT_FALSE(is_valid(run("gitlab-token", changed(token, at)))) << token << at;
  }
  const CheckResult old = run("gitlab-token", "glpat-" + made_up(20));
  EXPECT_TRUE(is_valid(old));
  EXPECT_FALSE(old.proven);
  EXPECT_FALSE(is_valid(run("gitlab-token", ".")));
}

std::string base64url(std::string_view bytes) {
  std::string out = base64_encode(bytes);
  while (!out.empty() && out.back() == '=') out.pop_back();
  std::replace(out.begin(), out.end(), '+', '-');
  std::replace(out.begin(), out.end(), '/', '_');
  return out;
}

std::string jwt(std::string_view header, std::string_view payload, std::string_view signature) {
  return base64url(header) + "." + base64url(payload) + "." + std::string(signature);
}

TEST(Checks, GithubStateless) {
  const std::string inner = jwt(R"({"alg":"RS256"})", R"({"iss":"github"})", made_up(60));
  const std::string text = "GH_TOKEN=ghs_12345_" + inner + "\n";
  const CheckResult result = run("github-token", text, "ghs_12345_eyJ");
  ASSERT_TRUE(is_valid(result));
  ASSERT_TRUE(result.secret);
  EXPECT_EQ(text.substr(result.secret.value().begin, result.secret.value().size()), "ghs_12345_" + inner);
  EXPECT_EQ(evidence(result, "app"), "12345");
  EXPECT_FALSE(is_valid(run("github-token", "ghs_12x45_" + inner, "ghs_12x45_eyJ")));
}

TEST(Checks, Aws) {
  struct Case {
    std::string_view key;
    bool valid;
    std::string_view account;
  };
  for (auto [key, valid, account] :
       {// In halves, so that this file holds no key. The first is of the article that described the format.
        Case{"ASIAY34FZKBO"
             "KMUTVV7A",
             true, "609629065308"},
        Case{"AKIARAAAAAAA"
             "E6F7G2H3",
             true, "068719476736"},
        Case{"AKIAJ4C5D6E7"
             "F2G3H4I5",
             true, ""},                           // made before accounts were encoded
        Case{"AKIA7V5W6X4ZQ7P2B2C3", false, ""},  // thirteen digits
        Case{"AKIAQ1B3C4D5E6F7G2H3", false, ""},  // no base32
        Case{"AKIAQ2B3C4D5E6F7G2H", false, ""}}) {
    const CheckResult result = run("aws-access-key", std::string(key));
    EXPECT_EQ(is_valid(result), valid) << key;
    EXPECT_EQ(evidence(result, "account"), account) << key;
    EXPECT_TRUE(result.subject.ends_with(account)) << key;
    EXPECT_EQ(result.subject.empty(), !valid) << key;
  }
}

TEST(Checks, Jwt) {
  constexpr std::string_view kHeader = R"({"alg":"HS256","typ":"JWT"})";
  const std::string signature = made_up(43);
  struct Case {
    std::string_view name;
    std::string token;
    bool valid;
  };
  const Case cases[] = {
      {"plain", jwt(kHeader, R"({"iss":"https://notes.dev","exp":2000000000})", signature), true},
      {"nested", jwt(kHeader, R"({"a":{"b":[1,{"c":"}"}]},"iss":"notes"})", signature), true},
      {"empty payload", jwt(kHeader, "{}", signature), true},
      {"unknown algorithm", jwt(R"({"alg":"ROT13"})", R"({"iss":"n"})", signature), false},
      {"no algorithm", jwt(R"({"typ":"JWT"})", R"({"iss":"n"})", signature), false},
      {"payload is no object", jwt(kHeader, R"(["iss"])", signature), false},
      {"payload is cut", jwt(kHeader, R"({"iss":"n")", signature), false},
      {"payload has more", jwt(kHeader, R"({"iss":"n"}})", signature), false},
      {"bare control character", jwt(kHeader, "{\"iss\":\"a\nb\"}", signature), false},
      {"no signature", jwt(kHeader, R"({"iss":"n"})", ""), false},
      {"of jwt.io", jwt(kHeader, R"({"sub":"1234567890","name":"John Doe"})", signature), false},
      {"anon key of Supabase", jwt(kHeader, R"({"iss":"supabase","role":"anon"})", signature), false},
      {"none", jwt(R"({"alg":"none"})", R"({"iss":"n"})", ""), true},
      {"none, signed", jwt(R"({"alg":"none"})", R"({"iss":"n"})", signature), false},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(is_valid(run("jwt", "t=" + c.token + " ", c.token.substr(0, 20))), c.valid) << c.name;
  }
  // Without a claim that RFC 7519 registers it is most likely an example.
  EXPECT_FALSE(run("jwt", cases[0].token, cases[0].token.substr(0, 20)).confidence);
  EXPECT_LT(run("jwt", cases[2].token, cases[2].token.substr(0, 20)).confidence.value_or(1), 0.7);
  const CheckResult result = run("jwt", cases[0].token + "\"", cases[0].token.substr(0, 30));
  EXPECT_EQ(evidence(result, "algorithm"), "HS256");
  EXPECT_EQ(evidence(result, "issuer"), "https://notes.dev");
  EXPECT_EQ(evidence(result, "expires"), "2000000000");
  EXPECT_EQ(result.secret.value().size(), cases[0].token.size());
  const std::string none = jwt(R"({"alg":"none"})", R"({"iss":"n"})", "");
  EXPECT_EQ(run("jwt", none, none.substr(0, 10)).severity, Severity::kLow);
  // Neither dots nor end: the checks stop at the text's end.
  EXPECT_FALSE(is_valid(run("jwt", "eyJhbGciOiJIUzI1NiJ9")));
  EXPECT_FALSE(is_valid(run("jwt", "eyJhbGciOiJIUzI1NiJ9.")));
  EXPECT_FALSE(is_valid(run("jwt", "eyJhbGciOiJIUzI1NiJ9.eyJ9")));
}

TEST(Checks, JwtOfAnyDepth) {
  std::string deep;
  for (int i = 0; i < 5000; ++i) deep += "[";
  for (int i = 0; i < 5000; ++i) deep += "]";
  const std::string token = jwt(R"({"alg":"HS256"})", R"({"a":)" + deep + "}", made_up(43));
  EXPECT_TRUE(is_valid(run("jwt", token, token.substr(0, 12))));
}

TEST(Checks, SupabaseJwt) {
  const std::string role =
      jwt(R"({"alg":"HS256"})", R"({"iss":"supabase","ref":"notes","role":"service_role"})", made_up(43));
  EXPECT_EQ(evidence(run("supabase-jwt", role, role.substr(0, 20)), "project"), "notes");
  const std::string anon = jwt(R"({"alg":"HS256"})", R"({"iss":"supabase","role":"anon"})", made_up(43));
  EXPECT_FALSE(is_valid(run("supabase-jwt", anon, anon.substr(0, 20))));
  const std::string demo =
      jwt(R"({"alg":"HS256"})", R"({"iss":"supabase-demo","role":"service_role"})", made_up(43));
  EXPECT_FALSE(is_valid(run("supabase-jwt", demo, demo.substr(0, 20))));
}

// A DER SEQUENCE of `size` bytes of content, in base64.
std::string der(size_t size) {
  std::string bytes = "\x30\x82";
  bytes += static_cast<char>(size >> 8U);
  bytes += static_cast<char>(size & 0xffU);
  for (size_t i = 0; i < size; ++i) bytes += static_cast<char>(i * 31 + 7);
  return base64_encode(bytes);
}

std::string wrap(std::string_view base64, std::string_view line_end) {
  std::string out;
  for (size_t i = 0; i < base64.size(); i += 64) {
    out += base64.substr(i, 64);
    out += line_end;
  }
  return out;
}

std::string pem(std::string_view label, std::string_view body, std::string_view line_end = "\n",
                std::string_view head = {}) {
  const std::string dashes = "-----";
  std::string out = dashes + "BEGIN " + std::string(label) + dashes + std::string(line_end);
  out += head;
  out += wrap(body, line_end);
  return out + dashes + "END " + std::string(label) + dashes;
}

TEST(Checks, Pem) {
  const std::string body = der(600);
  struct Case {
    std::string_view name;
    std::string text;
    bool valid;
    std::string_view encrypted;
  };
  const Case cases[] = {
      {"lines", pem("RSA PRIVATE KEY", body), true, "no"},
      {"lines of Windows", pem("PRIVATE KEY", body, "\r\n"), true, "no"},
      {"escapes in a string", "\"" + pem("PRIVATE KEY", body, "\\n") + "\\n\"", true, "no"},
      {"escapes in escapes", "\"" + pem("PRIVATE KEY", body, "\\\\n") + "\"", true, "no"},
      {"joined strings", "'" + pem("EC PRIVATE KEY", body, "\\n' +\n    '") + "'", true, "no"},
      {"a list of strings", "[\"" + pem("EC PRIVATE KEY", body, "\",\n  \"") + "\"]", true, "no"},
      {"indented", pem("PRIVATE KEY", body, "\n    "), true, "no"},
      {"encrypted in PKCS #8", pem("ENCRYPTED PRIVATE KEY", body), true, "yes"},
      {"encrypted in place",
       pem("RSA PRIVATE KEY", base64_encode(made_up(200)), "\n",
           "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\n"),
       true, "yes"},
      {"no SEQUENCE", pem("PRIVATE KEY", base64_encode(made_up(300))), false, ""},
      {"cut", pem("PRIVATE KEY", body.substr(0, 400)), false, ""},
      {"other end", pem("PRIVATE KEY", body).replace(pem("PRIVATE KEY", body).rfind("PRIVATE"), 7, "PUBLIC"),
       false, ""},
      {"no end", pem("PRIVATE KEY", body).substr(0, 300), false, ""},
      {"no base64", pem("PRIVATE KEY", "your key goes here, as it is"), false, ""},
      {"nothing", pem("PRIVATE KEY", ""), false, ""},
  };
  for (const Case& c : cases) {
    const std::string head = c.text.substr(c.text.find('-'), c.text.find("KEY-----") + 8 - c.text.find('-'));
    const CheckResult result = run("pem-private-key", c.text, head);
    ASSERT_EQ(is_valid(result), c.valid) << c.name;
    EXPECT_EQ(evidence(result, "encrypted"), c.encrypted) << c.name;
    if (!c.valid) continue;
    ASSERT_TRUE(result.secret) << c.name;
    const std::string secret = c.text.substr(result.secret.value().begin, result.secret.value().size());
    EXPECT_TRUE(secret.starts_with("-----BEGIN") && secret.ends_with("KEY-----")) << c.name;
    EXPECT_EQ(result.severity.has_value(), c.encrypted == "yes") << c.name;
  }
}

TEST(Checks, OpenSsh) {
  const auto key = [](std::string_view cipher) {
    std::string bytes("openssh-key-v1\0\0\0\0", 18);
    bytes += static_cast<char>(cipher.size());
    bytes += cipher;
    bytes += made_up(120);
    return pem("OPENSSH PRIVATE KEY", base64_encode(bytes));
  };
  const std::string head = "-----BEGIN OPENSSH PRIVATE KEY-----";
  const CheckResult open = run("openssh-key", key("none"), head);
  ASSERT_TRUE(is_valid(open));
  EXPECT_EQ(evidence(open, "cipher"), "none");
  EXPECT_FALSE(open.severity);
  const CheckResult closed = run("openssh-key", key("aes256-ctr"), head);
  ASSERT_TRUE(is_valid(closed));
  EXPECT_EQ(closed.severity, Severity::kMedium);
  EXPECT_FALSE(is_valid(run("openssh-key", key(""), head)));
  EXPECT_FALSE(
      is_valid(run("openssh-key", pem("OPENSSH PRIVATE KEY", base64_encode("openssh-key-v2")), head)));
}

TEST(Checks, PgpAndPutty) {
  const std::string head = "-----BEGIN PGP PRIVATE KEY BLOCK-----";
  const std::string end = "\n-----END PGP PRIVATE KEY BLOCK-----";
  const std::string secret_key = base64_encode("\x95\x03\x98" + made_up(90));
  const std::string public_key = base64_encode("\x99\x03\x98" + made_up(90));
  EXPECT_TRUE(is_valid(run("pgp-private-key", head + "\nVersion: 1\n\n" + secret_key + end, head)));
  EXPECT_TRUE(is_valid(run("pgp-private-key", head + "\r\n\r\n" + secret_key + end, head)));
  EXPECT_FALSE(is_valid(run("pgp-private-key", head + "\n\n" + public_key + end, head)));
  EXPECT_FALSE(is_valid(run("pgp-private-key", head + "\n\n" + secret_key, head)));
  EXPECT_FALSE(is_valid(run("pgp-private-key", head + "\n\n", head)));

  const auto putty = [](std::string_view cipher) {
    return "PuTTY-User-Key-File-3: ssh-rsa\nEncryption: " + std::string(cipher) +
           "\nComment: x\nPublic-Lines: 1\n" + made_up(64) + "\nPrivate-Lines: 1\n" + made_up(64) +
           "\nPrivate-MAC: 00\n";
  };
  const std::string first_line = "PuTTY-User-Key-File-3: ssh-rsa";
  const CheckResult open = run("putty-key", putty("none"), first_line);
  ASSERT_TRUE(is_valid(open));
  EXPECT_EQ(putty("none").substr(open.secret.value().end), "\nPrivate-MAC: 00\n");
  EXPECT_EQ(run("putty-key", putty("aes256-cbc"), first_line).severity, Severity::kMedium);
  EXPECT_FALSE(is_valid(run("putty-key", first_line + "\nEncryption: none\n", first_line)));
}

TEST(Checks, GcpServiceAccount) {
  const std::string key = pem("PRIVATE KEY", der(600), "\\n");
  const std::string head = "-----BEGIN PRIVATE KEY-----";
  const std::string file = R"({"type": "service_account", "private_key": ")" + key +
                           R"(\n", "client_email": "bot@notes.iam.gserviceaccount.com"})";
  const CheckResult result = run("gcp-service-account", file, head);
  ASSERT_TRUE(is_valid(result));
  EXPECT_EQ(evidence(result, "account"), "bot@notes.iam.gserviceaccount.com");
  EXPECT_EQ(result.secret.value().size(), key.size());
  EXPECT_FALSE(is_valid(run("gcp-service-account", R"({"private_key": ")" + key + "\"}", head)));
  EXPECT_FALSE(result.confidence);
  // Google's keys are named by 40 hexadecimal digits.
  for (const auto& [id, is_real] :
       {std::pair{made_up(40, "0123456789abcdef"), true}, std::pair{std::string("abc"), false},
        std::pair{made_up(41, "0123456789abcdef"), false}, std::pair{std::string(), false}}) {
    const std::string named =
        R"({"type": "service_account", "private_key_id": ")" + id + R"(", "private_key": ")" + key + "\"}";
    const CheckResult of_named = run("gcp-service-account", named, head);
    EXPECT_TRUE(is_valid(of_named)) << id;
    EXPECT_EQ(of_named.confidence.value_or(1) > 0.7, is_real) << id;
  }
}

TEST(Checks, Slack) {
  const std::string digits = "123456789";
  const std::string team = made_up(12, digits);
  const std::string user = made_up(13, digits, 2);
  struct Case {
    std::string token;
    bool valid;
  };
  for (const auto& [token, valid] :
       {Case{"xoxb-" + team + "-" + user + "-" + made_up(24), true},
        Case{"xoxb-" + team + "-" + made_up(24), true},
        Case{"xoxp-" + team + "-" + user + "-" + user + "-" + made_up(32, "0123456789abcdef"), true},
        Case{"xapp-1-A0" + made_up(9) + "-" + user + "-" + made_up(64, "0123456789abcdef"), true},
        Case{"xoxe.xoxp-1-" + made_up(160), true}, Case{"xoxb-" + team + "-team-" + made_up(24), false},
        Case{"xoxb-" + team + "-" + user + "-" + made_up(9), false},
        Case{"xapp-2-A0" + made_up(9) + "-" + user + "-" + made_up(64, "0123456789abcdef"), false},
        Case{"xoxe-1-" + made_up(20), false}, Case{"xoxb", false}}) {
    EXPECT_EQ(is_valid(run("slack-token", token)), valid) << token;
  }
}

TEST(Checks, Discord) {
  const auto token = [](std::string_view id) { return base64url(id) + "." + made_up(6) + "." + made_up(38); };
  const CheckResult result = run("discord-token", token("1087325649835621498"));
  ASSERT_TRUE(is_valid(result));
  EXPECT_EQ(evidence(result, "bot"), "1087325649835621498");
  EXPECT_FALSE(is_valid(run("discord-token", token("10873256498"))));
  EXPECT_FALSE(is_valid(run("discord-token", token("10873256498356214x8"))));
  EXPECT_FALSE(is_valid(run("discord-token", "MTA4NzM")));
}

TEST(Checks, StripeAndAzure) {
  EXPECT_TRUE(is_valid(run("stripe", std::string("sk_live") + "_51" + made_up(97))));
  EXPECT_EQ(run("stripe", std::string("rk_live") + "_" + made_up(24)).subject,
            "Stripe restricted key, live mode");
  EXPECT_FALSE(is_valid(run("stripe", std::string("sk_live") + "_" + made_up(10))));
  EXPECT_FALSE(is_valid(run("stripe", std::string("sk_live") + "_" + std::string(30, 'a'))));

  const std::string key = base64_encode(made_up(64));
  ASSERT_EQ(key.size(), 88U);
  EXPECT_TRUE(is_valid(run("azure-storage", key)));
  EXPECT_FALSE(is_valid(run("azure-storage", "Eby8vdM02xNOcqFl" + key.substr(16))));
  EXPECT_FALSE(is_valid(run("azure-storage", base64_encode(made_up(66)))));
}

TEST(Checks, UrlCredentials) {
  struct Case {
    std::string url;
    std::string password;
    bool valid;
    bool low;
  };
  const std::string secret = made_up(14);
  for (const auto& [url, password, valid, low] :
       {Case{"postgresql://notes:" + secret + "@db.notes.dev:5432/notes", secret, true, false},
        Case{"redis://:" + secret + "@cache.notes.dev/0", secret, true, false},
        Case{"mongodb://app:" + secret + "@a.notes.dev:27017,b.notes.dev:27017/db", secret, true, false},
        Case{"postgres://notes:" + secret + "@localhost/notes", secret, true, true},
        Case{"postgres://notes:" + secret + "@db:5432/notes", secret, true, true},
        Case{"postgres://notes:" + secret + "@[::1]:5432/notes", secret, true, true},
        Case{"postgres://notes:password@db.notes.dev/notes", "password", false, false},
        Case{"postgres://notes:" + secret + "@db.example.com/notes", secret, false, false},
        Case{"postgres://notes:" + secret + "@{host}/notes", secret, false, false},
        Case{"postgres://{user}:" + secret + "@db.notes.dev/notes", secret, false, false},
        Case{"redis://[[USERNAME:]" + secret + "@]db.notes.dev", "]" + secret, false, false},
        Case{"https://notes:" + secret + "@pypi.company.com/simple", secret, false, false},
        Case{"notes:" + secret + "@db.notes.dev", secret, false, false},
        Case{"postgres://notes:" + secret + "@", secret, false, false},
        Case{"postgres://notes:" + secret, secret, false, false}}) {
    const CheckResult result = run("url-credentials", url, password);
    EXPECT_EQ(is_valid(result), valid) << url;
    EXPECT_EQ(result.severity == Severity::kLow, low) << url;
  }
  const std::string words = "redis://:myredissecret@cache:6379";
  EXPECT_LT(run("url-credentials", words, "myredissecret").confidence.value_or(1), 0.7);
  const std::string rare = "redis://:" + secret + "@cache:6379";
  EXPECT_FALSE(run("url-credentials", rare, secret).confidence);
  const std::string local =
      "postgres"
      "://dev:dev@localhost/x";
  EXPECT_FALSE(is_valid(find_check("url-credentials")->run({local, {15, 18}})));
  const std::string remote =
      "postgres"
      "://dev:dev@db.notes.dev/x";
  EXPECT_EQ(find_check("url-credentials")->run({remote, {15, 18}}).severity, Severity::kLow);
}

// Whatever the bytes, a check ends and stays inside the text. Sanitizer runs make this test sharp.
TEST(Checks, AnyBytes) {
  std::mt19937 random(3);
  const std::string_view pieces[] = {"-----BEGIN PRIVATE KEY-----",
                                     "-----END PRIVATE KEY-----",
                                     "eyJ",
                                     ".",
                                     "-",
                                     "_",
                                     ":",
                                     "@",
                                     "://",
                                     "\\n",
                                     "\n",
                                     "\"",
                                     "AAAA",
                                     "ghs_1_eyJ",
                                     "\nEncryption: ",
                                     "\nPrivate-Lines: ",
                                     "\xff\xfe",
                                     "="};
  for (int i = 0; i < 3000; ++i) {
    std::string text;
    for (size_t n = random() % 20; n > 0; --n) {
      text += random() % 4 == 0 ? std::string(1, static_cast<char>(random()))
                                : std::string(pieces[random() % std::size(pieces)]);
    }
    const auto begin = static_cast<uint32_t>(random() % (text.size() + 1));
    const auto end = begin + static_cast<uint32_t>(random() % (text.size() - begin + 1));
    for (const Check& check : all_checks()) {
      const CheckResult result = check.run({text, {begin, end}});
      EXPECT_LE(result.secret.value_or(Span{}).end, text.size()) << check.name;
    }
  }
}

// Input made to be read over and over must stay cheap: this takes seconds where reading is quadratic.
TEST(Checks, HostileRepetition) {
  for (const std::string_view unit :
       {"-----BEGIN PRIVATE KEY-----\n", "-----BEGIN PRIVATE KEY-----A", "eyJhbGciOiJIUzI1NiJ9.eyJ"}) {
    std::string text;
    while (text.size() < 1'000'000) text += unit;
    for (const std::string_view name : {"pem-private-key", "jwt"}) {
      const Check* check = find_check(name);
      for (uint32_t at = 0; at + unit.size() <= text.size(); at += static_cast<uint32_t>(unit.size())) {
        check->run({text, {at, at + static_cast<uint32_t>(unit.size())}});
      }
    }
  }
}

}  // namespace
}  // namespace sentinel
