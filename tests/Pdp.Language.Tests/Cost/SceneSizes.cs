using Pdp.Language.Cost;

namespace Pdp.Language.Tests.Cost;

/// <summary>The sizes of a scene's attributes by path or name; of others nothing is known.</summary>
internal sealed class SceneSizes : ISizeBindings
{
    private readonly Dictionary<string, ValueSize> _sizes = new(StringComparer.Ordinal);

    public ValueSize this[string path]
    {
        set => _sizes[path] = value;
    }

    public ValueSize Resolve(string name) => name == "now" ? ValueSize.Scalar
        : _sizes.GetValueOrDefault(name) ?? ValueSize.Unknown(new SizeOrigin(name, null));

    public ValueSize? ResolveMember(string root, string member) =>
        root is "subject" or "resource" or "action" or "context"
            ? _sizes.GetValueOrDefault($"{root}.{member}") ?? ValueSize.Unknown(new SizeOrigin($"{root}.{member}", null))
            : null;
}
