using Pdp.Engine.Compilation.Reuse;
using Pdp.Engine.Model;
using Pdp.Engine.Sources;
using Pdp.Language.Guards;

namespace Pdp.Engine.Compilation;

/// <summary>A version of a policy on its way to code.</summary>
/// <param name="source">As written.</param>
/// <param name="diagnostics">Where findings about it go at first.</param>
internal sealed class DocumentUnit(PolicySource source, DiagnosticBag diagnostics)
{
    private PackedGuard? _guard;

    public PolicySource Source { get; } = source;

    /// <summary>What an earlier compilation made of the same source; null: nothing.</summary>
    public KeptDocument? Kept { get; set; }

    /// <summary>
    /// Whether <see cref="Kept"/> is taken as it is: all that it depends on is the same. Such a document is not read, and has no
    /// <see cref="Policy"/>, expressions or variables.
    /// </summary>
    public bool IsReused { get; set; }

    /// <summary>What part it plays; settled before it is read.</summary>
    public PolicyRole Role { get; set; } = PolicyRole.Inactive;

    /// <summary>Whether it is neither in force nor evaluated, so that what is wrong with it harms nobody.</summary>
    public bool IsUnused { get; set; }

    /// <summary>The policy itself; set when it is read.</summary>
    public PolicyUnit? Policy { get; set; }

    /// <summary>The versions it references, as far as they exist, in document order and each once.</summary>
    public List<DocumentUnit> References { get; } = [];

    /// <summary>All its expressions.</summary>
    public List<ExpressionUnit> Expressions { get; } = [];

    /// <summary>All its variables, those of inline policies included.</summary>
    public List<VariableUnit> Variables { get; } = [];

    /// <summary>The requests for which it may be evaluated: those of the places that reference it.</summary>
    public EnvironmentSet Environments { get; set; } = EnvironmentSet.None;

    /// <summary>Its references, each with the requests for which it needs what they name; set when it is checked.</summary>
    public List<(ReferenceSource Source, DocumentUnit Target, EnvironmentSet Inside)> Needs { get; } = [];

    /// <summary>The attributes that its expressions read, and the action's name if its rules name actions; set when it is read.</summary>
    public AttributeSet Reads { get; set; } = AttributeSet.Empty;

    /// <summary>What it was compiled to, in the end.</summary>
    public PolicyCode? Code { get; set; }

    /// <summary>The guard of what it was compiled to, before that is settled.</summary>
    public PackedGuard Guard => IsReused ? Kept!.Guard : _guard ??= PackedGuard.Of(Code!.Guard);

    /// <summary>It at its place, when it is evaluated by itself.</summary>
    public PolicyNode? Node { get; set; }

    /// <summary>Where findings about it go.</summary>
    public DiagnosticBag Diagnostics { get; set; } = diagnostics;

    public override string ToString() => $"{Source.Id}@{Source.Version}";
}
