using System.Collections.Immutable;
using Pdp.Language.Checking;
using Pdp.Language.Types;
using Pdp.Language.Values;

namespace Pdp.Language.PartialEvaluation;

/// <summary>What is known of the names of an environment, by path; what is not said is unknown.</summary>
/// <example>
/// <code>
/// var known = KnownAttributes.Of(environment)
///     .With("subject.department", Value.From("sales"))
///     .With("subject.clearance", Knowledge.Missing);
/// </code>
/// </example>
public sealed class KnownAttributes : IKnowledge
{
    private readonly TypeEnvironment _environment;
    private readonly ImmutableDictionary<string, Knowledge> _byPath;

    private KnownAttributes(TypeEnvironment environment, ImmutableDictionary<string, Knowledge> byPath)
    {
        _environment = environment;
        _byPath = byPath;
    }

    /// <summary>Nothing is known of the variables of an environment.</summary>
    public static KnownAttributes Of(TypeEnvironment environment)
    {
        ArgumentNullException.ThrowIfNull(environment);
        return new KnownAttributes(environment, ImmutableDictionary.Create<string, Knowledge>(StringComparer.Ordinal));
    }

    /// <summary>The same, and what is known of one more name or attribute.</summary>
    /// <param name="path">A variable of the environment, or a root and a member: <c>subject.department</c>.</param>
    /// <param name="knowledge">What is known.</param>
    /// <exception cref="ArgumentException">The environment has no such name.</exception>
    public KnownAttributes With(string path, Knowledge knowledge)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(knowledge);
        if (!IsName(path) && !IsMember(path)) throw new ArgumentException($"`{path}` is no name of the environment", nameof(path));
        return new KnownAttributes(_environment, _byPath.SetItem(path, knowledge));
    }

    /// <summary>The same, and the value of one more name or attribute.</summary>
    public KnownAttributes With(string path, Value value) => With(path, Knowledge.Of(value));

    /// <inheritdoc/>
    public Knowledge? Resolve(string name) => IsName(name) ? Find(name) : null;

    /// <inheritdoc/>
    public Knowledge? ResolveMember(string root, string member) => IsRoot(root) ? Find($"{root}.{member}") : null;

    private Knowledge Find(string path) => _byPath.GetValueOrDefault(path, Knowledge.Unknown);

    private bool IsName(string name) => _environment.Variables.TryGetValue(name, out var type) && type is not RecordType { IsEntityRoot: true };

    private bool IsRoot(string name) => _environment.Variables.TryGetValue(name, out var type) && type is RecordType { IsEntityRoot: true };

    private bool IsMember(string path) => path.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot && IsRoot(path[..dot]);
}
