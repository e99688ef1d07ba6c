namespace Pdp.Language.PartialEvaluation;

/// <summary>
/// Tells what is known of the free names of an expression; the counterpart of <see cref="Runtime.IBindings"/>, which tells
/// where their values stand. Both must agree on which names there are.
/// </summary>
public interface IKnowledge
{
    /// <summary>What is known of a free name (<c>now</c>, or a qualified <c>a.b</c>); null when it is none.</summary>
    Knowledge? Resolve(string name);

    /// <summary>What is known of a member of a root of the request or a policy's variable; null when it is none.</summary>
    Knowledge? ResolveMember(string root, string member);
}
