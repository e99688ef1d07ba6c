using System.Diagnostics.CodeAnalysis;

namespace Pdp.Client.AspNetCore;

/// <summary>
/// Names of policies that say what they require, <c>pdp:TYPE:ACTION</c>, with <c>?from=ROUTE-VALUE</c> or <c>?id=ID</c> where the id is not
/// the route value <c>id</c>. Actions may have colons; what else would be mistaken is escaped as in a URL.
/// </summary>
internal static class PolicyNames
{
    private const string Prefix = "pdp:";

    /// <summary>Whether a policy is one of the PDP's.</summary>
    public static bool IsOurs(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);

    /// <summary>The name of the policy with a requirement.</summary>
    public static string Write(PdpRequirement requirement)
    {
        var name = $"{Prefix}{Escape(requirement.ResourceType).Replace(":", "%3A", StringComparison.Ordinal)}:{Escape(requirement.Action)}";
        if (requirement.ResourceId is { } id) return $"{name}?id={Escape(id)}";
        return string.Equals(requirement.ResourceIdFrom, PdpRequirement.DefaultResourceIdFrom, StringComparison.Ordinal)
            ? name
            : $"{name}?from={Escape(requirement.ResourceIdFrom)}";
    }

    /// <summary>Reads a name.</summary>
    public static bool TryRead(string name, [NotNullWhen(true)] out PdpRequirement? requirement)
    {
        requirement = null;
        var parts = name[Prefix.Length..].Split('?');
        var colon = parts[0].IndexOf(':', StringComparison.Ordinal);
        if (parts.Length > 2 || colon < 1 || colon == parts[0].Length - 1) return false;
        string? from = null, id = null;
        if (parts.Length == 2 && !Query(parts[1], "from=", out from) && !Query(parts[1], "id=", out id)) return false;
        requirement = new PdpRequirement(Uri.UnescapeDataString(parts[0][..colon]), Uri.UnescapeDataString(parts[0][(colon + 1)..]), from, id);
        return true;
    }

    private static bool Query(string text, string key, out string? value)
    {
        value = text.StartsWith(key, StringComparison.Ordinal) && text.Length > key.Length ? Uri.UnescapeDataString(text[key.Length..]) : null;
        return value is not null;
    }

    private static string Escape(string text) => text.Replace("%", "%25", StringComparison.Ordinal).Replace("?", "%3F", StringComparison.Ordinal);
}
