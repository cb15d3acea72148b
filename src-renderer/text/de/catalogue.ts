/** Words for the formats and products that the main process tells of, by their ids. What is missing here shows as it came. */
type ById<T> = Readonly<Record<string, T | undefined>>;

interface FormatWords {
  /** Absent where the title is a proper name. */
  readonly title?: string;
  readonly variants: ById<{ readonly title: string; readonly summary: string }>;
  readonly options: ById<{ readonly title: string; readonly description?: string }>;
}

interface ProfileWords {
  /** Why, by the format and the variant that are written, such as `vdi.dynamic`. */
  readonly reasons: ById<string>;
  /** Why something is not taken, by how it would be stored. */
  readonly refuses?: ById<string>;
}

/** What is no choice for a new image, but what images are. */
export const otherVariants: ById<string> = {
  differencing: 'enthält nur Änderungen',
  undo: 'Undo-Abbild',
};

export const formats: ById<FormatWords> = {
  vdi: {
    variants: {
      dynamic: {
        title: 'wächst nach Bedarf',
        summary: 'Wächst mit dem, was geschrieben wird. Die übliche Wahl für VirtualBox.',
      },
      static: {
        title: 'gleich in voller Größe',
        summary: 'Belegt von Anfang an seine volle Größe und wächst nie.',
      },
    },
    options: {
      blockSize: {
        title: 'Blockgröße',
        description:
          'Die Einheit, in der die Platte eingeteilt ist und eine dynamische Datei wächst. VirtualBox nimmt alle; QEMU liest nur Abbilder mit Blöcken von 1 MiB.',
      },
      comment: { title: 'Kommentar', description: 'Steht im Kopf des Abbilds.' },
    },
  },
  vhd: {
    variants: {
      dynamic: {
        title: 'wächst nach Bedarf',
        summary: 'Wächst mit dem, was geschrieben wird. Für Hyper-V, VirtualBox und XenServer.',
      },
      fixed: {
        title: 'gleich in voller Größe',
        summary: 'Die Platte, wie sie ist, und ein Fuß. Die einzige Variante für Azure; QEMU liest bis zu 2040 GiB.',
      },
    },
    options: {
      blockSize: {
        title: 'Blockgröße',
        description:
          'Die Einheit, in der die Datei wächst. Windows benutzt 2 MiB; 512 KiB sparen Platz bei verstreuten Daten.',
      },
      sizing: {
        title: 'Größe',
        description:
          'exact: Die Platte hat die gewünschte Größe. chs: Sie wird, bis 127 GiB, auf ganze Zylinder aufgerundet, damit Virtual PC und andere Programme, die mit Zylindern, Köpfen und Sektoren rechnen, dieselbe Größe sehen.',
      },
    },
  },
  vmdk: {
    variants: {
      monolithicSparse: {
        title: 'wächst nach Bedarf',
        summary:
          'Eine Datei, die wächst, wenn der Gast schreibt. Läuft in VMware Workstation, Fusion, VirtualBox und QEMU.',
      },
      streamOptimized: {
        title: 'Strom für den Transport',
        summary:
          'Eine komprimierte Datei für den Transport: was OVF-Pakete enthalten und ESXi importiert. Nicht zum Ausführen gedacht.',
      },
      monolithicFlat: {
        title: 'gleich in voller Größe',
        summary: 'Der ganze Platz wird sofort belegt, in einer Datendatei neben einem kleinen Deskriptor.',
      },
      twoGbMaxExtentSparse: {
        title: 'wächst, in Dateien zu 2 GB',
        summary:
          'Dateien von weniger als 2 GiB, die wachsen, wenn der Gast schreibt: für alte Dateisysteme und leichtes Verschieben.',
      },
      twoGbMaxExtentFlat: {
        title: 'volle Größe, in Dateien zu 2 GB',
        summary: 'Der ganze Platz wird sofort belegt, in Dateien von weniger als 2 GiB.',
      },
    },
    options: {
      adapterType: {
        title: 'Plattenadapter',
        description:
          'Der Controller, der im Deskriptor steht. VMware-Produkte erwarten lsilogic; ide passt zu alten Gästen.',
      },
      hardwareVersion: {
        title: 'Hardwareversion',
        description: 'Die virtuelle Hardware, die im Deskriptor steht. 4 wird überall angenommen.',
      },
      toolsVersion: {
        title: 'Tools-Version',
        description:
          'Die Version der VMware Tools, die im Deskriptor steht, für die Maschine, die die Platte bekommt. 2147483647 heißt, dass niemand sie kennt.',
      },
      grainSize: {
        title: 'Grain-Größe',
        description:
          'Die Einheit, in der Platz belegt wird. 64 KiB liest und schreibt jedes Programm; VMware und libvmdk nehmen nicht weniger als 8 KiB.',
      },
      zeroedGrains: {
        title: 'Grains aus Nullen',
        description:
          'Lässt Programme einen Bereich aus Nullen vermerken, ohne ihn zu speichern (Kopf der Version 2). VirtualBox liest solche Abbilder nicht.',
      },
      level: { title: 'Kompressionsstufe', description: 'Von 1 (schnell) bis 9 (klein).' },
    },
  },
  raw: {
    title: 'Roh',
    variants: {
      sparse: {
        title: 'mit Lücken',
        summary: 'Leerer Platz belegt nichts, wo das Dateisystem Lücken kennt; jedes Programm liest die Datei.',
      },
      full: {
        title: 'vollständig geschrieben',
        summary: 'Jedes Byte belegt von Anfang an Platz, sodass er der Platte später nie ausgeht.',
      },
    },
    options: {},
  },
};

const writtenOnce = 'Ein Strom wird einmal geschrieben: Danach lässt sich nichts mehr darin speichern.';
const oneFile = 'Ein VHD ist immer eine einzige Datei.';
const noStream = 'Ströme für den Transport sind eine Art von VMDK, und VMDKs nimmt dieses Produkt nicht.';

/** The titles of products are proper names. */
export const profiles: ById<ProfileWords> = {
  virtualbox: {
    reasons: {
      'vdi.dynamic': 'VDI kennt VirtualBox am besten. Die Platte wächst nach Bedarf und bekommt eigene Kennungen.',
      'vdi.static': 'VDI kennt VirtualBox am besten. Die Platte hat von Anfang an ihre volle Größe.',
      'vmdk.twoGbMaxExtentSparse':
        'Ein VDI ist immer eine einzige Datei; deshalb wird dies ein VMDK, mit dem VirtualBox ebenso läuft.',
    },
    refuses: { stream: `${writtenOnce} VirtualBox liest ihn nur.` },
  },
  'vmware-workstation': {
    reasons: {
      'vmdk.monolithicSparse':
        'Eine VMDK-Datei, die nach Bedarf wächst, für einen LSI-Logic-Adapter: wie Workstation und Fusion sie selbst anlegen.',
      'vmdk.monolithicFlat':
        'Ein VMDK für einen LSI-Logic-Adapter, von Anfang an mit voller Größe: eine kleine Datei, die eine große beschreibt.',
      'vmdk.twoGbMaxExtentSparse': 'Ein VMDK in Dateien zu 2 GB, die nach Bedarf wachsen, für einen LSI-Logic-Adapter.',
      'vmdk.twoGbMaxExtentFlat':
        'Ein VMDK in Dateien zu 2 GB, die von Anfang an ihre volle Größe haben, für einen LSI-Logic-Adapter.',
    },
    refuses: { stream: `${writtenOnce} Workstation und Fusion importieren ihn als Teil eines OVF-Pakets.` },
  },
  esxi: {
    reasons: {
      'vmdk.streamOptimized':
        'ESXi importiert komprimierte VMDK-Ströme und führt keine wachsenden VMDKs aus. Importieren Sie das Ergebnis; hängen Sie es nicht so an, wie es ist.',
    },
    refuses: {
      dynamic:
        'ESXi führt kein wachsendes VMDK aus. Importieren Sie den Strom, und wählen Sie dort die schlanke Bereitstellung (Thin Provisioning).',
      fixed:
        'ESXi führt Platten voller Größe nur in der Form seines eigenen Dateisystems (vmfs) aus, die Platter nicht schreibt. Importieren Sie den Strom, und ESXi legt eine an.',
      split: 'ESXi führt kein geteiltes VMDK aus. Importieren Sie stattdessen den Strom.',
    },
  },
  hyperv: {
    reasons: {
      'vhd.dynamic':
        'Ein VHD, das nach Bedarf wächst, für Maschinen der Generation 1. Hyper-V liest VHDs bis 2040 GiB.',
      'vhd.fixed': 'Ein VHD voller Größe, für Maschinen der Generation 1. Hyper-V liest VHDs bis 2040 GiB.',
    },
    refuses: { split: `${oneFile} Hyper-V nimmt keine geteilten Platten.`, stream: noStream },
  },
  azure: {
    reasons: {
      'vhd.fixed': 'Azure nimmt nur feste VHDs in ganzen MiB. Wo nötig, wird die Größe mit Nullen aufgerundet.',
    },
    refuses: {
      dynamic: 'Azure nimmt nur feste VHDs: Die Platte hat von Anfang an ihre volle Größe.',
      split: `${oneFile} Azure nimmt keine geteilten Platten.`,
      stream: noStream,
    },
  },
  qemu: {
    reasons: {
      'raw.sparse':
        'Mit Roh-Abbildern läuft QEMU am schnellsten, und leerer Platz belegt nichts, wo das Dateisystem Lücken kennt.',
      'raw.full': 'Mit Roh-Abbildern läuft QEMU am schnellsten, und diesem geht später nie der Platz aus.',
    },
    refuses: {
      split:
        'Ein Roh-Abbild ist immer eine einzige Datei. Geteilte VMDKs sind dazu da, Platten zu QEMU zu bringen, nicht dazu, sie dort auszuführen.',
      stream: `${writtenOnce} QEMU liest ihn nur.`,
    },
  },
};
