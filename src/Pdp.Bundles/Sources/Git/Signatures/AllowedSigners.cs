using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Pdp.Bundles.Sources.Git.Signatures;

/// <summary>The keys that may sign commits, from a file in the form that <c>ssh-keygen</c> calls ALLOWED SIGNERS.</summary>
public sealed class AllowedSigners
{
    private const string Purpose = "git";

    private static readonly string[] DateForms = ["yyyyMMdd", "yyyyMMddHHmm", "yyyyMMddHHmmss"];

    private readonly ImmutableArray<Signer> _signers;

    private AllowedSigners(ImmutableArray<Signer> signers) => _signers = signers;

    /// <summary>Reads such a file: a key a line, after the principals it belongs to and its options; <c>#</c> begins a comment.</summary>
    /// <param name="text">The text of the file.</param>
    /// <param name="zone">The time zone of dates that name none.</param>
    /// <exception cref="AllowedSignersException">It has no key, or lines that are none: all of them are told.</exception>
    public static AllowedSigners Parse(string text, TimeZoneInfo zone)
    {
        ArgumentNullException.ThrowIfNull(text);
        ArgumentNullException.ThrowIfNull(zone);
        var signers = ImmutableArray.CreateBuilder<Signer>();
        var errors = new List<string>();
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            var content = line.Trim();
            if (content.Length == 0 || content[0] == '#') continue;
            try
            {
                signers.Add(Line(content, zone));
            }
            catch (FormatException exception)
            {
                errors.Add(string.Create(CultureInfo.InvariantCulture, $"line {number}: {exception.Message}"));
            }
        }

        if (errors.Count > 0) throw new AllowedSignersException(string.Join("; ", errors));
        return signers.Count > 0 ? new AllowedSigners(signers.ToImmutable()) : throw new AllowedSignersException("it has no key");
    }

    /// <summary>What is wrong with the signature of a text; null when one of the keys has signed it and may.</summary>
    /// <param name="signature">The signature; null: there is none.</param>
    /// <param name="signed">The text.</param>
    /// <param name="now">The time: whoever can forge a commit can forge its time, so it is the time of the check.</param>
    internal string? Objection(string? signature, byte[] signed, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(signature)) return "it is not signed";
        if (!signature.TrimStart().StartsWith(SshSignature.Begin, StringComparison.Ordinal)) return "it is signed, but not with an ssh key";
        if (SshSignature.Read(signature) is not { } read) return "its signature is damaged";
        if (read.Namespace != Purpose) return $"its signature was not made for git";
        var known = _signers.Where(signer => read.IsOf(signer.Key)).ToArray();
        if (known.Length == 0) return $"it is signed with key `{read.Fingerprint}`, which is not among those that may sign";
        var usable = Array.FindAll(known, signer => signer.MaySign(now));
        if (usable.Length == 0) return $"it is signed with key `{read.Fingerprint}`, {known[0].WhyNot(now)}";
        return read.Signs(signed, usable[0].Key) ? null : $"its signature with key `{read.Fingerprint}` does not fit what it says";
    }

    private static Signer Line(string line, TimeZoneInfo zone)
    {
        var words = Words(line);
        if (words.Count < 2) throw new FormatException("expected principals, options and a key");
        if (IsKeyType(words[0])) throw new FormatException("expected principals before the key, such as `*`");
        var at = 1;
        DateTimeOffset? after = null, before = null;
        var isForGit = true;
        var given = new HashSet<string>(StringComparer.Ordinal);
        for (; at < words.Count && !IsKeyType(words[at]); at++)
        {
            // options may be parted by commas as well as by spaces
            foreach (var option in Options(words[at]))
            {
                var (name, value) = option.Split('=', 2) is [var n, var v] ? (n.ToLowerInvariant(), v.Trim('"')) : (option.ToLowerInvariant(), "");
                // as ssh does: of two dates the later one would otherwise win unseen
                if (!given.Add(name)) throw new FormatException($"`{name}` is given twice");
                switch (name)
                {
                    case "namespaces": isForGit = value.Split(',').Contains(Purpose, StringComparer.Ordinal); break;
                    case "valid-after": after = Date(value, zone); break;
                    case "valid-before": before = Date(value, zone); break;
                    case "cert-authority": throw new FormatException("certificates (`cert-authority`) are not known: name the keys themselves");
                    default: throw new FormatException($"`{option}` is no option, nor the type of a key");
                }
            }
        }

        if (at + 1 >= words.Count) throw new FormatException("expected the type of a key and the key in base64");
        byte[] octets;
        try
        {
            octets = Convert.FromBase64String(words[at + 1]);
        }
        catch (FormatException)
        {
            throw new FormatException("the key is no base64");
        }

        var key = ReadKey(octets);
        return key.Type == words[at]
            ? new Signer(key, isForGit, after, before)
            : throw new FormatException($"the key is of type `{key.Type}`, not `{words[at]}`");
    }

    private static SshKey ReadKey(byte[] octets)
    {
        try
        {
            return SshKey.Read(octets);
        }
        catch (FormatException exception) when (exception.InnerException is null && !exception.Message.Contains("key", StringComparison.Ordinal))
        {
            throw new FormatException("the key is damaged", exception);
        }
    }

    private static bool IsKeyType(string word) =>
        word.StartsWith("ssh-", StringComparison.Ordinal) || word.StartsWith("ecdsa-", StringComparison.Ordinal) || word.StartsWith("sk-", StringComparison.Ordinal);

    private static DateTimeOffset Date(string text, TimeZoneInfo zone)
    {
        var isUtc = text.EndsWith('Z');
        if (!DateTime.TryParseExact(isUtc ? text[..^1] : text, DateForms, CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
            throw new FormatException($"expected a date as `20260131` or `20260131120000Z`, got `{text}`");
        try
        {
            return isUtc ? new DateTimeOffset(time, TimeSpan.Zero) : new DateTimeOffset(time, zone.GetUtcOffset(time));
        }
        catch (ArgumentOutOfRangeException exception)
        {
            throw new FormatException($"the date `{text}` is out of range", exception);
        }
    }

    // parted by spaces, but not within quotes
    private static List<string> Words(string line) => Parts(line, static c => c is ' ' or '\t');

    private static List<string> Options(string word) => Parts(word, static c => c == ',');

    private static List<string> Parts(string text, Func<char, bool> parts)
    {
        var found = new List<string>();
        var part = new StringBuilder();
        var isQuoted = false;
        foreach (var c in text)
        {
            if (c == '"') isQuoted = !isQuoted;
            if (isQuoted || !parts(c))
            {
                part.Append(c);
                continue;
            }

            if (part.Length > 0) found.Add(part.ToString());
            part.Clear();
        }

        if (isQuoted) throw new FormatException("a quote is not closed");
        if (part.Length > 0) found.Add(part.ToString());
        return found;
    }

    /// <summary>A key, and when it may sign.</summary>
    private sealed record Signer(SshKey Key, bool IsForGit, DateTimeOffset? After, DateTimeOffset? Before)
    {
        public bool MaySign(DateTimeOffset now) => IsForGit && !(now < After) && !(now >= Before);

        public string WhyNot(DateTimeOffset now) =>
            !IsForGit ? "which may not sign for git"
            : now < After ? string.Create(CultureInfo.InvariantCulture, $"which may not sign before {After.Value.UtcDateTime:O}")
            : string.Create(CultureInfo.InvariantCulture, $"which may not sign any more since {Before!.Value.UtcDateTime:O}");
    }
}

/// <summary>A file of keys that cannot be used.</summary>
public sealed class AllowedSignersException : Exception
{
    /// <summary>Without an explanation.</summary>
    public AllowedSignersException()
    {
    }

    /// <summary>With one.</summary>
    public AllowedSignersException(string message)
        : base(message)
    {
    }

    /// <summary>With one, and its cause.</summary>
    public AllowedSignersException(string message, Exception innerException)
        : base(message, innerException)
    {
    }
}
