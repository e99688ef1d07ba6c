using System.Globalization;
using System.Text.Json;
using Pdp.Identity.Settings;
using Pdp.Identity.Spiffe;
using Pdp.Identity.Tokens;

namespace Pdp.Identity.Revocations;

/// <summary>Revocations as JSON: of a document that an operator writes, and of records that are kept.</summary>
public static class RevocationJson
{
    /// <summary>The largest document, in bytes.</summary>
    public const int Largest = 32 * 1024 * 1024;

    private const int Depth = 4;

    /// <summary>Reads a document: <c>{ "revocations": [ … ] }</c>.</summary>
    /// <param name="json">Its bytes.</param>
    /// <param name="problems">Everything that is wrong with it.</param>
    /// <returns>Them; null when anything is wrong.</returns>
    public static IReadOnlyList<Revocation>? ReadDocument(byte[] json, out IReadOnlyList<IdentityProblem> problems)
    {
        ArgumentNullException.ThrowIfNull(json);
        var found = new List<IdentityProblem>();
        problems = found;
        using var document = json.Length <= Largest ? StrictJson.Object(json, Depth) : null;
        if (document is null)
        {
            found.Add(new IdentityProblem("", $"expected one JSON object of at most {Largest} bytes, no member twice"));
            return null;
        }

        var root = new ObjectReader(document.RootElement, "", found);
        root.Has("$schema");
        var read = new List<Revocation>();
        if (document.RootElement.TryGetProperty("revocations", out var list) && list.ValueKind == JsonValueKind.Array && list.GetArrayLength() == 0) root.Has("revocations");
        else read.AddRange(root.Objects("revocations", DenyList.Most).Select(Read).OfType<Revocation>());
        root.End();
        return found.Count == 0 ? read : null;
    }

    /// <summary>Reads one; null: it is none.</summary>
    public static Revocation? Read(ReadOnlyMemory<byte> json)
    {
        using var document = StrictJson.Object(json.ToArray(), Depth);
        if (document is null) return null;
        var problems = new List<IdentityProblem>();
        var read = Read(new ObjectReader(document.RootElement, "", problems));
        return problems.Count == 0 ? read : null;
    }

    /// <summary>Writes one.</summary>
    public static void Write(Utf8JsonWriter json, Revocation revocation)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(revocation);
        json.WriteStartObject();
        if (revocation.Kind == RevokedKind.Subject)
        {
            json.WriteStartObject("subject");
            json.WriteString("type", revocation.SubjectType);
            json.WriteString("id", revocation.Value);
            json.WriteEndObject();
        }
        else
        {
            json.WriteString(Member(revocation.Kind), revocation.Value);
        }

        if (revocation.Issuer is { } issuer) json.WriteString("issuer", issuer);
        if (revocation.TokensBefore is { } before) json.WriteString("tokensBefore", Text(before));
        if (revocation.Until is { } until) json.WriteString("until", Text(until));
        if (revocation.Reason.Length > 0) json.WriteString("reason", revocation.Reason);
        json.WriteEndObject();
    }

    /// <summary>What is wrong with one, or null.</summary>
    public static string? Fault(Revocation revocation)
    {
        ArgumentNullException.ThrowIfNull(revocation);
        return revocation switch
        {
            { Value.Length: 0 or > Revocation.LongestValue } => $"expected 1 to {Revocation.LongestValue} characters",
            { Kind: RevokedKind.Subject, SubjectType: null or "" } => "expected a subject with a type",
            { SubjectType.Length: > Revocation.LongestValue } => $"expected a type of at most {Revocation.LongestValue} characters",
            { Issuer.Length: > Revocation.LongestValue } => $"expected an issuer of at most {Revocation.LongestValue} characters",
            { Kind: RevokedKind.SpiffeId } when SpiffeId.Parse(revocation.Value) is null => "expected a SPIFFE ID such as `spiffe://example.org/orders`",
            { Kind: RevokedKind.Certificate } when Revocation.Serial(revocation.Value) != revocation.Value => "expected a serial number in hexadecimal digits",
            { Reason.Length: > Revocation.LongestReason } => $"expected a reason of at most {Revocation.LongestReason} characters",
            { Issuer: not null, Kind: not (RevokedKind.Session or RevokedKind.Token) } => "only sessions and tokens have an issuer",
            { TokensBefore: not null, Kind: not RevokedKind.Subject } => "only of subjects it is told before when",
            _ => null,
        };
    }

    private static Revocation? Read(ObjectReader item)
    {
        string[] members = ["subject", "session", "token", "spiffeId", "certificate"];
        var named = members.Where(item.Has).ToArray();
        if (named.Length != 1)
        {
            item.Wrong("", "expected one of `subject`, `session`, `token`, `spiffeId` and `certificate`");
            foreach (var rest in new[] { "issuer", "tokensBefore", "until", "reason" }) item.Has(rest);
            item.End();
            return null;
        }

        var kind = (RevokedKind)Array.IndexOf(members, named[0]);
        string? type = null;
        string? value;
        if (kind == RevokedKind.Subject)
        {
            var subject = item.Object("subject");
            type = subject?.Text("type", isRequired: true);
            value = subject?.Text("id", isRequired: true);
            subject?.End();
        }
        else
        {
            value = item.Text(named[0]);
            if (kind == RevokedKind.Certificate && value is not null) value = Revocation.Serial(value) ?? value;
        }

        var issuer = item.Text("issuer");
        var before = Time(item, "tokensBefore");
        var until = Time(item, "until");
        var reason = item.Text("reason");
        item.End();
        if (value is null || (kind == RevokedKind.Subject && type is null)) return null;
        var read = new Revocation { Kind = kind, SubjectType = type, Value = value, Issuer = issuer, TokensBefore = before, Until = until, Reason = reason ?? "" };
        if (Fault(read) is not { } fault) return read;
        item.Wrong("", fault);
        return null;
    }

    private static DateTimeOffset? Time(ObjectReader item, string name)
    {
        if (item.Text(name) is not { } text) return null;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var time) && text.Contains('T', StringComparison.Ordinal)) return time;
        item.Wrong(name, $"expected a time such as `2027-03-02T10:00:00Z`, got `{text}`");
        return null;
    }

    private static string Member(RevokedKind kind) => kind switch
    {
        RevokedKind.Session => "session",
        RevokedKind.Token => "token",
        RevokedKind.SpiffeId => "spiffeId",
        _ => "certificate",
    };

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
}
