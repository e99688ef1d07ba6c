namespace Pdp.LanguageServer.Serving;

/// <summary>Between the names that editors give documents and the paths of files.</summary>
internal static class Uris
{
    /// <summary>The path of a document; null when it is no file, as one that was never saved.</summary>
    public static string? ToPath(string uri)
    {
        if (!Uri.TryCreate(uri, UriKind.Absolute, out var parsed) || !parsed.IsFile || parsed.Host.Length > 0) return null;
        var path = Uri.UnescapeDataString(parsed.AbsolutePath);
        // `file:///c%3A/policies` names a drive
        if (OperatingSystem.IsWindows()) path = path.TrimStart('/');
        return path.Contains('\0') ? null : Path.GetFullPath(path);
    }

    /// <summary>The name of a file.</summary>
    public static string Of(string path)
    {
        var parts = path.Replace(Path.DirectorySeparatorChar, '/').Split('/');
        return "file://" + (path.StartsWith('/') ? "" : "/") + string.Join('/', parts.Select(Uri.EscapeDataString));
    }
}
