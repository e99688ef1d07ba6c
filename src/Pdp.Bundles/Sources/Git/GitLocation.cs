using System.Diagnostics.CodeAnalysis;
using Pdp.Bundles.Text;

namespace Pdp.Bundles.Sources.Git;

/// <summary>Where a git repository is: a path of this machine, or a remote one. What is secret in a URL is told to nobody.</summary>
public sealed record GitLocation
{
    private static readonly string[] Schemes = ["https", "ssh", "file", "http"];

    private GitLocation(string name, string address) => (Name, Address) = (name, address);

    /// <summary>How messages name it: as it was given, without user and password.</summary>
    public string Name { get; }

    /// <summary>Whether it has to be fetched; otherwise it is read where it is.</summary>
    public bool IsRemote { get; private init; }

    /// <summary>Whether whoever is between here and there could change what is fetched.</summary>
    public bool IsOpenToOthers { get; private init; }

    /// <summary>The path, or the address that git is given: without what is secret.</summary>
    internal string Address { get; }

    /// <summary>How a remote one is reached; empty of a path.</summary>
    internal string Scheme { get; private init; } = "";

    /// <summary>The user that an https URL names; else null.</summary>
    internal string? User { get; private init; }

    /// <summary>The password that an https URL has; else null.</summary>
    internal string? Password { get; private init; }

    /// <summary>Reads a location: <c>https://…</c>, <c>ssh://…</c>, <c>user@host:path</c>, <c>file://…</c>, or a path.</summary>
    /// <param name="text">The text.</param>
    /// <param name="error">Gets what is wrong, if it is none.</param>
    public static GitLocation? Parse(string text, out string? error)
    {
        ArgumentNullException.ThrowIfNull(text);
        error = null;
        if (text.Length == 0 || text.StartsWith('-') || text.Any(char.IsControl))
            return Wrong("expected a URL or path of a git repository, got an empty text, an option, or control characters", out error);
        if (text.IndexOf("://", StringComparison.Ordinal) is > 0 and var end) return OfUrl(text, text[..end].ToLowerInvariant(), out error);
        // `ext::COMMAND` runs a command
        if (text.IndexOf("::", StringComparison.Ordinal) is > 0 and var helper && text[..helper].All(char.IsAsciiLetterOrDigit))
            return Wrong($"expected a URL or path of a git repository, got the transport helper {Words.Quote(text[..helper])}", out error);
        if (IsShortSsh(text)) return new GitLocation(text[(text.IndexOf('@', StringComparison.Ordinal) + 1)..], text) { IsRemote = true, Scheme = "ssh" };
        return new GitLocation(text, text);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>A text of somebody else's without what of this is secret.</summary>
    internal string WithoutSecrets(string text)
    {
        // a user without a password may be a token
        foreach (var secret in new[] { Password, Password is null ? User : null })
        {
            if (string.IsNullOrEmpty(secret)) continue;
            text = text.Replace(secret, "***", StringComparison.Ordinal).Replace(Uri.EscapeDataString(secret), "***", StringComparison.Ordinal);
        }

        return text;
    }

    private static GitLocation? OfUrl(string text, string scheme, out string? error)
    {
        error = null;
        if (!Schemes.Contains(scheme, StringComparer.Ordinal))
            return Wrong($"expected `https://…`, `ssh://…`, `file://…` or a path, got a URL of scheme {Words.Quote(scheme)}", out error);
        // what is wrong with a URL is told without it: it may have a password
        if (!Uri.TryCreate(text, UriKind.Absolute, out var uri) || (scheme != "file" && uri.Host.Length == 0) || uri.Host.StartsWith('-'))
            return Wrong($"expected a URL such as `https://host/path.git`, got one of scheme `{scheme}` that cannot be read", out error);
        var (user, password) = UserOf(uri);
        var bare = new UriBuilder(uri) { UserName = "", Password = "", Query = "", Fragment = "" }.Uri.AbsoluteUri;
        if (uri.Query.Length > 0 || uri.Fragment.Length > 0)
            return Wrong($"expected a URL without `?` and `#`, got {Words.Quote(bare)} with more after it", out error);
        if (user?.Any(char.IsControl) == true || password?.Any(char.IsControl) == true)
            return Wrong($"expected user and password without control characters, got others for {Words.Quote(bare)}", out error);
        if (scheme == "ssh" && password is not null)
            return Wrong($"expected a URL without a password for ssh, got one for {Words.Quote(bare)}: ssh takes keys", out error);
        if (scheme == "ssh" && user?.StartsWith('-') == true)
            return Wrong($"expected a user's name, got one that starts with `-` for {Words.Quote(bare)}", out error);
        return new GitLocation(bare, scheme == "ssh" ? text : bare)
        {
            IsRemote = true,
            Scheme = scheme,
            IsOpenToOthers = scheme == "http" && !uri.IsLoopback,
            User = scheme is "https" or "http" ? user : null,
            Password = scheme is "https" or "http" ? password : null,
        };
    }

    private static (string? User, string? Password) UserOf(Uri uri)
    {
        if (uri.UserInfo.Length == 0) return (null, null);
        var parts = uri.UserInfo.Split(':', 2);
        return (Uri.UnescapeDataString(parts[0]), parts.Length == 2 ? Uri.UnescapeDataString(parts[1]) : null);
    }

    // as git tells it from a path: a colon before any slash; and a drive is a path
    private static bool IsShortSsh(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        return colon > 1 && !text[..colon].Contains('/', StringComparison.Ordinal) && !Path.Exists(text);
    }

    private static GitLocation? Wrong(string message, [NotNull] out string? error)
    {
        error = message;
        return null;
    }
}
