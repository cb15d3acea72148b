import { defineStore } from 'pinia';
import { computed, ref, shallowReactive, shallowRef } from 'vue';
import type { CreateInput, CreateSizes, NewDisk } from '#shared/model/create.ts';
import type { OptionValues } from '#shared/model/convert.ts';
import type { Way } from '#shared/model/profile.ts';
import type { Answer } from '../../backend/answer.ts';
import { useAboutStore } from '../../shell/about.store.ts';
import { useSettingsStore } from '../../shell/settings.store.ts';
import { createText } from '../../text/create.ts';
import { useCatalogueStore, type TargetChoice } from '../formats/catalogue.store.ts';
import { typedBytes, type TypedSize } from './disk-size.ts';
import { fileNameOf, problemOfName } from './file-name.ts';
import { limitsOf } from './limits.ts';
import type { PlannedImage } from './plan-image.ts';
import type { StepName } from './steps.ts';
import { useFollowedJob } from './use-followed-job.ts';
import { waysForProduct, waysOfFormat } from './ways.ts';

/** Stands for a product that Platter knows no rules of. */
export const otherProduct = 'other';

/** What a person has answered so far, and what follows from it. It outlives the page. */
export const useCreateStore = defineStore('create', () => {
  const host = useAboutStore();
  const settings = useSettingsStore();
  const catalogue = useCatalogueStore();

  const step = ref<StepName>('product');
  /** The furthest step that was shown. */
  const furthest = ref<StepName>('product');
  /** The step that could not be left, until it can. */
  const complaint = ref<StepName>();
  const product = ref<string>();
  const wantedFormat = ref<string>();
  const wantedWay = shallowRef<TargetChoice>();
  const optionsByTarget = shallowReactive(new Map<string, OptionValues>());
  const size = shallowRef<TypedSize>({ amount: '64', unit: 'GiB' });
  const typedName = ref<string>();
  /** A name that is free, for as long as nobody has typed one. */
  const freeName = ref<string>();
  const chosenFolder = ref<string>();
  const sizes = shallowRef<Answer<CreateSizes>>({ kind: 'waiting' });
  const plan = shallowRef<Answer<PlannedImage>>({ kind: 'waiting' });
  /** The job that creates the image. */
  const jobId = ref<string>();
  const job = useFollowedJob(jobId);

  const profile = computed(() => catalogue.profiles.find(({ id }) => id === product.value));
  const ownFormat = computed(() => {
    const wanted = catalogue.creatable.find(({ id }) => id === wantedFormat.value);
    return product.value === otherProduct ? (wanted ?? catalogue.creatable[0]) : undefined;
  });
  const ways = computed<readonly Way[]>(() => {
    if (profile.value) return waysForProduct(profile.value);
    return ownFormat.value ? waysOfFormat(ownFormat.value) : [];
  });
  const way = computed(() => ways.value.find((one) => isSame(one, wantedWay.value)) ?? ways.value[0]);
  const variant = computed(() => way.value && catalogue.variantOf(way.value));
  const limits = computed(() => way.value && variant.value && limitsOf(variant.value, way.value, profile.value));
  /** Undefined while what was typed is no size within the limits. */
  const virtualSize = computed(() => {
    const bytes = typedBytes(size.value);
    if (bytes === undefined || !limits.value) return undefined;
    return bytes >= limits.value.smallest && bytes <= limits.value.largest ? bytes : undefined;
  });
  /** The options of the chosen way that a person has changed. */
  const ownOptions = computed(() => (way.value && optionsByTarget.get(keyOf(way.value))) ?? {});

  const disk = computed<NewDisk | undefined>(() => {
    if (!way.value || virtualSize.value === undefined) return undefined;
    const { format, variant: id } = way.value;
    const wish = { virtualSize: virtualSize.value, format, variant: id, options: ownOptions.value };
    return profile.value ? { ...wish, profile: profile.value.id } : wish;
  });

  const extension = computed(() => (way.value && catalogue.formatOf(way.value.format)?.extensions[0]) ?? '');
  const name = computed(() => typedName.value ?? freeName.value ?? createText.place.defaultName);
  const nameProblem = computed(() => problemOfName(name.value, host.about?.separator ?? '/'));
  const fileName = computed(() => fileNameOf(name.value, extension.value));
  /** Where the image goes: the folder that was chosen, else the one of the settings, else the person's own. */
  const folder = computed(() => chosenFolder.value ?? settings.values.targetFolder ?? host.about?.homeFolder);

  const input = computed<CreateInput | undefined>(() => {
    if (!disk.value || folder.value === undefined || nameProblem.value) return undefined;
    return { ...disk.value, target: host.paths.join(folder.value, fileName.value) };
  });

  /** Sets one option of the chosen way; undefined takes it back to what is usual. */
  function setOption(option: string, value: string | number | boolean | undefined): void {
    if (!way.value) return;
    const others = Object.entries(ownOptions.value).filter(([other]) => other !== option);
    const entries = value === undefined ? others : [...others, [option, value] as const];
    optionsByTarget.set(keyOf(way.value), Object.fromEntries(entries));
  }

  /** Begins with another image: the answers stay, but for the name, which is taken now. */
  function begin(): void {
    step.value = 'product';
    complaint.value = undefined;
    typedName.value = undefined;
    freeName.value = undefined;
    jobId.value = undefined;
  }

  /** Begins as if nothing had been answered; only the folder stays. */
  function startOver(): void {
    begin();
    furthest.value = 'product';
    product.value = undefined;
    wantedFormat.value = undefined;
    wantedWay.value = undefined;
    optionsByTarget.clear();
    size.value = { amount: '64', unit: 'GiB' };
  }

  return {
    ...{ step, furthest, complaint, product, wantedFormat, wantedWay, size, typedName, freeName, chosenFolder },
    ...{ sizes, plan, jobId, job, profile, ownFormat, ways, way, variant, limits, virtualSize, ownOptions },
    ...{ disk, extension, name, nameProblem, fileName, folder, input, setOption, begin, startOver },
  };
});

function isSame(one: TargetChoice, other: TargetChoice | undefined): boolean {
  return one.format === other?.format && one.variant === other.variant;
}

function keyOf({ format, variant }: TargetChoice): string {
  return `${format}/${variant}`;
}
