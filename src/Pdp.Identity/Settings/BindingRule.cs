namespace Pdp.Identity.Settings;

/// <summary>What is asked of tokens that are bound to a key or a certificate (<c>cnf</c>).</summary>
public enum BindingRule
{
    /// <summary>A token that is bound needs its proof; others are taken.</summary>
    Enforced,

    /// <summary>Every token has to be bound, and needs its proof.</summary>
    Required,

    /// <summary>The proof is left to the caller, which has seen it.</summary>
    Caller,
}
