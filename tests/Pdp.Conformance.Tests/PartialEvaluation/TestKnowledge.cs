using Pdp.Conformance.Tests.Data;
using Pdp.Language.PartialEvaluation;

namespace Pdp.Conformance.Tests.PartialEvaluation;

/// <summary>The bindings of a test but for those that are unknown; a declared variable without a binding is missing.</summary>
internal sealed class TestKnowledge(ConformanceTest test, IReadOnlyCollection<string> unknown) : IKnowledge
{
    public Knowledge? Resolve(string name)
    {
        if (unknown.Contains(name)) return Knowledge.Unknown;
        return test.Bindings.TryGetValue(name, out var value) ? Knowledge.Of(value)
            : test.Variables.ContainsKey(name) ? Knowledge.Missing
            : null;
    }

    public Knowledge? ResolveMember(string root, string member) => null;
}
