namespace Pdp.Language.Cost;

/// <summary>How large the values of free names can be.</summary>
public interface ISizeBindings
{
    /// <summary>The size of a free name's value.</summary>
    ValueSize Resolve(string name);

    /// <summary>The size of a root's member; null when the root has none.</summary>
    ValueSize? ResolveMember(string root, string member);
}
