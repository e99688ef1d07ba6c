namespace Pdp.Fuzz.Targets;

/// <summary>Code under test: takes any text, and throws when something does not hold.</summary>
internal interface ITarget
{
    /// <summary>The name on the command line.</summary>
    string Name { get; }

    /// <summary>Words that texts of this kind are made of.</summary>
    string[] Words { get; }

    /// <summary>Runs one input.</summary>
    /// <exception cref="BrokenPromiseException">Something that must hold does not.</exception>
    void Run(string input);

    /// <summary>How many bytes one run may allocate.</summary>
    long MaxAllocated(string input);

    /// <summary>An input made of two others, with regard to their structure; null when it cannot be made.</summary>
    string? Cross(string first, string second, Random random);
}

/// <summary>Something that must hold of the code under test does not.</summary>
internal sealed class BrokenPromiseException(string message) : Exception(message);
