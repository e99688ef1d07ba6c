using System.Text.Json;
using System.Text.Json.Serialization;
using Pdp.Engine.Sources;
using Pdp.Language.Diagnostics;

namespace Pdp.Server.Access;

/// <summary>Reads the file of API keys: <c>{ "keys": [ { "name": "orders", "sha256": "…", "expires": "2027-01-01T00:00:00Z" } ] }</c>.</summary>
internal static class ApiKeyFile
{
    /// <summary>The most bytes that it may have.</summary>
    public const int Largest = 1024 * 1024;

    /// <summary>The longest name of a key.</summary>
    public const int LongestName = 256;

    private const string Help = "`pdp access key NAME` makes a key and writes its entry";

    private static readonly JsonSerializerOptions Strict = new(JsonSerializerOptions.Strict)
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase, AllowTrailingCommas = false, ReadCommentHandling = JsonCommentHandling.Disallow, MaxDepth = 8,
    };

    /// <summary>Reads it.</summary>
    /// <returns>The keys, or all that is wrong.</returns>
    public static (ApiKeys? Keys, IReadOnlyList<SourceDiagnostic> Findings) Read(string path)
    {
        try
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            if (stream.Length > Largest) return Failed(AccessCodes.Unreadable, "", $"it cannot be read: it is larger than {Largest} bytes", null);
            return Read(path, JsonSerializer.Deserialize<Document>(stream, Strict)!.Keys);
        }
        catch (JsonException exception)
        {
            var place = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}");
            return Failed(AccessCodes.WrongKeys, Pointer(exception.Path), $"it is no document of API keys, from {place} on", "expected `{ \"keys\": [ { \"name\": \"…\", \"sha256\": \"…\" } ] }`, each member once and no others");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            var why = exception is FileNotFoundException or DirectoryNotFoundException ? "there is no such file" : exception.Message.TrimEnd('.');
            return Failed(AccessCodes.Unreadable, "", $"it cannot be read: {why}", "name a file that this user can read with `--api-keys FILE`");
        }

        (ApiKeys?, IReadOnlyList<SourceDiagnostic>) Failed(string code, string pointer, string message, string? help) =>
            (null, [new SourceDiagnostic(code, Severity.Error, new SourceLocation(path, pointer), message, help)]);
    }

    private static (ApiKeys?, IReadOnlyList<SourceDiagnostic>) Read(string path, IReadOnlyList<Entry?> entries)
    {
        var findings = new List<SourceDiagnostic>();
        var keys = new List<ApiKey>();
        var digests = new HashSet<KeyDigest>();
        for (var i = 0; i < entries.Count; i++)
        {
            if (entries[i] is not { } entry)
            {
                Wrong(i, "name", "expected an object, got null");
                continue;
            }

            if (entry.Name.Length is 0 or > LongestName || entry.Name.Any(char.IsControl))
                Wrong(i, "name", $"expected a name of 1 to {LongestName} characters without control characters");
            if (KeyDigest.Parse(entry.Sha256) is not { } digest) Wrong(i, "sha256", "expected the SHA-256 of the key, as 64 hexadecimal digits");
            else if (!digests.Add(digest)) Wrong(i, "sha256", "this key is there twice");
            else keys.Add(new ApiKey(entry.Name, digest, entry.Expires));
        }

        return findings.Count == 0 ? (new ApiKeys(keys), findings) : (null, findings);

        void Wrong(int index, string member, string message) => findings.Add(new SourceDiagnostic(
            AccessCodes.WrongKeys, Severity.Error, new SourceLocation(path, $"/keys/{index}/{member}"), message, Help));
    }

    // `$.keys[0].name`
    private static string Pointer(string? path) => path is null ? "" : path.TrimStart('$').Replace("[", "/", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal).Replace('.', '/');

    private sealed record Document([property: JsonRequired] IReadOnlyList<Entry?> Keys);

    private sealed record Entry([property: JsonRequired] string Name, [property: JsonRequired] string Sha256, DateTimeOffset? Expires = null);
}
