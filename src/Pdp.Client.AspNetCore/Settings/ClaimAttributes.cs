using System.Security.Claims;

namespace Pdp.Client.AspNetCore;

/// <summary>Which claims are attributes of the subject: those that are named here, and no others.</summary>
public sealed class ClaimAttributes
{
    private readonly Dictionary<string, (string Claim, bool IsList)> _map = new(StringComparer.Ordinal);

    /// <summary>Makes an attribute, a string, of a claim. It is left out where the claim is not there; a claim that is there twice denies.</summary>
    /// <param name="claim">The claim's type.</param>
    /// <param name="attribute">The attribute; null: it is called as the claim is.</param>
    /// <exception cref="ArgumentException">The attribute is made of another claim already.</exception>
    public ClaimAttributes Map(string claim, string? attribute = null) => Add(claim, attribute, isList: false);

    /// <summary>Makes an attribute, a list of strings, of all claims of one type. It is left out where there are none.</summary>
    /// <param name="claim">The claims' type.</param>
    /// <param name="attribute">The attribute; null: it is called as the claim is.</param>
    /// <exception cref="ArgumentException">The attribute is made of another claim already.</exception>
    public ClaimAttributes MapList(string claim, string? attribute = null) => Add(claim, attribute, isList: true);

    internal void Read(IReadOnlyList<Claim> claims, PdpSubject subject)
    {
        foreach (var (attribute, (type, isList)) in _map)
        {
            var values = claims.Where(claim => string.Equals(claim.Type, type, StringComparison.Ordinal)).Select(claim => claim.Value).ToArray();
            if (values.Length == 0) continue;
            if (!isList && values.Length > 1) throw new QuestionException($"expected one claim `{type}`, got {values.Length}");
            subject[attribute] = isList ? values : values[0];
        }
    }

    private ClaimAttributes Add(string claim, string? attribute, bool isList)
    {
        ArgumentException.ThrowIfNullOrEmpty(claim);
        attribute ??= claim;
        ArgumentException.ThrowIfNullOrEmpty(attribute);
        if (!_map.TryAdd(attribute, (claim, isList))) throw new ArgumentException($"attribute `{attribute}` is made of another claim already", nameof(attribute));
        return this;
    }
}
