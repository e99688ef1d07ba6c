namespace Pdp.Language.Runtime;

/// <summary>Resolves the free names of an expression when it is compiled.</summary>
public interface IBindings
{
    /// <summary>What a free name means (<c>now</c>, or a qualified <c>a.b</c> of the environment); null when it is unknown.</summary>
    Binding? Resolve(string name);

    /// <summary>
    /// What a member of a root means (<c>subject</c>, <c>resource</c>, <c>action</c>, <c>context</c>,
    /// <c>variables</c>, <c>definitions</c>: the names whose type is a record with
    /// <see cref="Types.RecordType.IsEntityRoot"/>). The member <c>properties</c> of an entity is the map of all its
    /// properties. Null when it is unknown.
    /// </summary>
    Binding? ResolveMember(string root, string member);
}
