using Pdp.Engine.Requests;
using Pdp.Language.Values;

namespace Pdp.Wire.Requests;

/// <summary>What a verified token says of the subject. It is shared by all requests with the token, and never changes.</summary>
/// <param name="type">The subject's type.</param>
/// <param name="id">The subject's id.</param>
/// <param name="claims">The claims.</param>
public sealed class VerifiedSubject(string type, string id, StringMap claims)
{
    private readonly Value _claims = Value.From(claims);

    /// <summary>The subject's type.</summary>
    public string Type { get; } = type;

    /// <summary>The subject's id.</summary>
    public string Id { get; } = id;

    /// <summary>The claims.</summary>
    public StringMap Claims { get; } = claims;

    /// <summary>The subject when nothing is stated beside the token.</summary>
    public Entity Alone { get; } = new(type, id, new StringMap([new(SubjectToken.Property, Value.From(claims))]));

    /// <summary>The subject with what is stated of it besides, which is not at odds with the token.</summary>
    public Entity With(StringMap stated)
    {
        ArgumentNullException.ThrowIfNull(stated);
        return stated.Count == 0 ? Alone : new Entity(Type, Id, new StringMap([.. stated.Entries, new(SubjectToken.Property, _claims)]));
    }

    /// <summary>The properties that are stated otherwise than the token has them.</summary>
    public IEnumerable<string> Conflicts(StringMap stated)
    {
        ArgumentNullException.ThrowIfNull(stated);
        List<string>? names = null;
        foreach (ref readonly var property in stated.Entries)
        {
            if (Claims.TryGet(property.Key, out var claim) && !ValueEquality.AreEqual(claim, property.Value)) (names ??= []).Add(property.Key);
        }

        return names ?? [];
    }
}
