using System.Text.Json;

namespace Pdp.Identity.Tokens;

/// <summary>Reads claims by their letter: a string is no number, and a name has no control character.</summary>
internal static class Claims
{
    private const double LastSecond = 253402300799;
    private const int LongestId = 512;

    /// <summary>A name: no control characters, bounded. False when it is there in another form; null when it is absent.</summary>
    public static bool TryId(JsonElement claims, string name, out string? id, int longest = LongestId)
    {
        id = null;
        if (!claims.TryGetProperty(name, out var claim)) return true;
        if (claim.ValueKind != JsonValueKind.String) return false;
        var text = claim.GetString()!;
        if (text.Length == 0 || text.Length > longest || text.Any(char.IsControl)) return false;
        id = text;
        return true;
    }

    /// <summary>A time as a number of seconds since 1970. False when it is there in another form; null when it is absent.</summary>
    public static bool TryTime(JsonElement claims, string name, out DateTimeOffset? time)
    {
        time = null;
        if (!claims.TryGetProperty(name, out var claim)) return true;
        if (claim.ValueKind != JsonValueKind.Number) return false;
        var seconds = claim.GetDouble();
        if (!(seconds >= 0 && seconds <= LastSecond)) return false;
        time = DateTimeOffset.UnixEpoch.AddTicks((long)(decimal.Floor((decimal)seconds) * TimeSpan.TicksPerSecond));
        return true;
    }

    /// <summary>The audiences: one string or a list of them (RFC 7519, section 4.1.3); null when the form is another.</summary>
    public static string[]? Audiences(JsonElement claims)
    {
        if (!claims.TryGetProperty("aud", out var claim)) return [];
        if (claim.ValueKind == JsonValueKind.String) return [claim.GetString()!];
        if (claim.ValueKind != JsonValueKind.Array) return null;
        var all = new List<string>(claim.GetArrayLength());
        foreach (var item in claim.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.String) return null;
            all.Add(item.GetString()!);
        }

        return [.. all];
    }

    /// <summary>The scopes: words parted by single spaces (RFC 6749, section 3.3), each once; null when the form is another.</summary>
    public static string[]? Scopes(JsonElement claims)
    {
        if (!claims.TryGetProperty("scope", out var claim)) return [];
        if (claim.ValueKind != JsonValueKind.String) return null;
        var text = claim.GetString()!;
        if (text.Length == 0) return [];
        var words = text.Split(' ');
        return words.Any(static word => word.Length == 0 || word.Any(static c => c is <= ' ' or '"' or '\\' or > '~'))
            ? null
            : [.. words.Distinct(StringComparer.Ordinal)];
    }
}
