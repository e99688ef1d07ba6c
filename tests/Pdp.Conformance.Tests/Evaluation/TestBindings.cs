using Pdp.Conformance.Tests.Data;
using Pdp.Language.Runtime;

namespace Pdp.Conformance.Tests.Evaluation;

/// <summary>The bindings of a test, as attributes in slots.</summary>
internal sealed class TestBindings(ConformanceTest test) : IBindings
{
    private readonly List<string> _names = [.. test.Variables.Keys.Union(test.Bindings.Keys).Order(StringComparer.Ordinal)];

    public Binding? Resolve(string name)
    {
        var slot = _names.IndexOf(name);
        return slot < 0 ? null : new AttributeBinding(slot, name);
    }

    public Binding? ResolveMember(string root, string member) => null;

    public Frame NewFrame(Program program)
    {
        var frame = new Frame(_names.Count, 0, program.LocalsEnd) { Fuel = 1_000_000 };
        for (var slot = 0; slot < _names.Count; slot++)
            frame.Slots[slot] = test.Bindings.GetValueOrDefault(_names[slot]);
        return frame;
    }
}
